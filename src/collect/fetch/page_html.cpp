// Index pages in HTML, through libxml2's tolerant parser. Its events are used and no tree is built, so that memory does
// not grow with the page; a page that is nested deeper than any index page is given up, as closing tags cost time by
// depth.
#include <libxml/HTMLparser.h>

#include <algorithm>
#include <memory>

#include "artifact/names.h"
#include "base/lower_case.h"
#include "collect/fetch/page.h"
#include "collect/web_url.h"

namespace antivenom::collect {
namespace {

constexpr unsigned kMaxDepth = 200;

// libxml2 wants this once in a process, before threads use it.
bool ready() {
  static const bool done = (xmlInitParser(), true);
  return done;
}

std::string_view view(const xmlChar* text) {
  return text == nullptr ? std::string_view() : std::string_view(reinterpret_cast<const char*>(text));
}

struct Reader {
  htmlParserCtxtPtr parser = nullptr;
  Page page;
  std::string base;
  bool in_folder = false;
  std::string project;
  std::string title;
  bool in_title = false, marked = false;  // marked: it says itself that it is an index page
  unsigned depth = 0;
  bool too_deep = false;

  static Reader& of(void* self) { return *static_cast<Reader*>(self); }

  static void start(void* self, const xmlChar* name, const xmlChar** attributes) {
    Reader& reader = of(self);
    if (++reader.depth > kMaxDepth) {
      reader.too_deep = true;
      xmlStopParser(reader.parser);
      return;
    }
    const std::string_view tag = view(name);
    if (tag == "title") reader.in_title = true;
    if (attributes == nullptr) return;
    if (tag == "a") reader.link(attributes);
    if (tag == "meta") reader.meta(attributes);
    if (tag == "base") reader.rebase(attributes);
  }
  static void end(void* self, const xmlChar* name) {
    Reader& reader = of(self);
    if (reader.depth > 0) --reader.depth;
    if (view(name) == "title") reader.in_title = false;
  }
  static void characters(void* self, const xmlChar* text, int length) {
    Reader& reader = of(self);
    if (reader.in_title && reader.title.size() < 500)
      reader.title.append(view(text).substr(0, static_cast<size_t>(length)));
  }

  static std::string attribute(const xmlChar** attributes, std::string_view name) {
    for (; attributes[0] != nullptr; attributes += 2) {
      if (view(attributes[0]) == name) return std::string(view(attributes[1]));
    }
    return {};
  }
  static bool has(const xmlChar** attributes, std::string_view name) {
    for (; attributes[0] != nullptr; attributes += 2) {
      if (view(attributes[0]) == name) return true;
    }
    return false;
  }

  void link(const xmlChar** attributes) {
    const std::string href(unpacking::trimmed(attribute(attributes, "href")));
    if (href.empty()) return;
    PageFile file;
    file.yanked = has(attributes, "data-yanked");
    file.yank_reason = attribute(attributes, "data-yanked");
    file.requires_python = attribute(attributes, "data-requires-python");
    add_file(page, base, href, project, std::move(file));
  }
  void meta(const xmlChar** attributes) {
    const std::string name = attribute(attributes, "name");
    if (name.rfind("pypi:", 0) == 0) marked = true;
    if (name == "pypi:project-status") page.status = attribute(attributes, "content");
    if (name == "pypi:project-status-reason") page.status_reason = attribute(attributes, "content");
  }
  void rebase(const xmlChar** attributes) {
    if (in_folder) return;
    if (const auto url = resolve_url(base, attribute(attributes, "href"))) base = url->text;
  }

  // "Links for demo" (the index, bandersnatch, Nexus, pypiserver), "demo: links" (devpi), "Index of /simple/demo".
  bool is_index_page() const {
    if (marked || !page.files.empty()) return true;
    const std::string lower = lower_case(unpacking::trimmed(title));
    return lower.rfind("links for", 0) == 0 || lower.rfind("index of", 0) == 0 || lower.ends_with(": links") ||
           lower.find(" links for ") != std::string::npos;
  }
};

struct FreeParser {
  void operator()(htmlParserCtxtPtr parser) const { htmlFreeParserCtxt(parser); }
};

}  // namespace

Result<Page> read_html_page(ByteView body, const std::string& url, const std::string& project) {
  ready();
  std::string cleaned;
  if (body.find('\0') != std::string_view::npos) {  // libxml2 would end there
    cleaned = std::string(body);
    std::replace(cleaned.begin(), cleaned.end(), '\0', ' ');
    body = cleaned;
  }
  const std::unique_ptr<xmlParserCtxt, FreeParser> parser(
      htmlCreateMemoryParserCtxt(body.data(), static_cast<int>(body.size())));
  if (!parser) return fail("the page is empty");

  Reader reader;
  reader.parser = parser.get();
  reader.base = url;
  reader.in_folder = url.empty();
  reader.project = project;
  htmlCtxtUseOptions(parser.get(), HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
  xmlSAXHandler events{};
  events.startElement = Reader::start;
  events.endElement = Reader::end;
  events.characters = Reader::characters;
  xmlSAXHandler* const own = parser->sax;
  parser->sax = &events;
  parser->userData = &reader;
  htmlParseDocument(parser.get());
  parser->sax = own;
  if (parser->myDoc != nullptr) xmlFreeDoc(parser->myDoc);
  parser->myDoc = nullptr;

  if (reader.too_deep) return fail("the page is nested too deep");
  if (!reader.is_index_page()) return fail("the page is HTML, but none of an index");
  return std::move(reader.page);
}

}  // namespace antivenom::collect
