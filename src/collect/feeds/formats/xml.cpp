#include "collect/feeds/formats/xml.h"

#include <libxml/xmlreader.h>

#include <climits>
#include <memory>

namespace antivenom::collect {
namespace {

constexpr int kMaxDepth = 64;
// The longest answer of a change log, 50,000 events, has 600,000.
constexpr size_t kMaxNodes = 4'000'000;

std::string as_text(const xmlChar* text) {
  return text == nullptr ? std::string() : reinterpret_cast<const char*>(text);
}

}  // namespace

const XmlNode* XmlTree::child(const XmlNode* node, std::string_view name) const {
  if (node == nullptr) return nullptr;
  for (const uint32_t id : node->children) {
    if (nodes[id].name == name) return &nodes[id];
  }
  return nullptr;
}

std::string XmlTree::text(const XmlNode* node, std::string_view name) const {
  const XmlNode* found = child(node, name);
  return found == nullptr ? std::string() : found->text;
}

Result<XmlTree> parse_xml(std::string_view text) {
  if (text.size() > INT_MAX) return fail("the XML is too long");
  const std::unique_ptr<xmlTextReader, decltype(&xmlFreeTextReader)> reader(
      xmlReaderForMemory(text.data(), static_cast<int>(text.size()), nullptr, nullptr,
                         XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING),
      &xmlFreeTextReader);
  if (!reader) return fail("no memory for XML");
  XmlTree tree;
  std::vector<uint32_t> open;  // from the root to the element that was read last
  int more = 0;
  while ((more = xmlTextReaderRead(reader.get())) == 1) {
    const int type = xmlTextReaderNodeType(reader.get()), depth = xmlTextReaderDepth(reader.get());
    if (type == XML_READER_TYPE_DOCUMENT_TYPE) return fail("XML with a document type is not read");
    if (depth > kMaxDepth) return fail("XML nested too deeply");
    if (type == XML_READER_TYPE_ELEMENT) {
      if (tree.nodes.size() >= kMaxNodes) return fail("too many XML elements");
      open.resize(static_cast<size_t>(depth));
      const auto id = static_cast<uint32_t>(tree.nodes.size());
      if (!open.empty()) tree.nodes[open.back()].children.push_back(id);
      tree.nodes.push_back({as_text(xmlTextReaderConstLocalName(reader.get())), {}, {}});
      open.push_back(id);
    } else if ((type == XML_READER_TYPE_TEXT || type == XML_READER_TYPE_CDATA) && depth > 0) {
      tree.nodes[open[static_cast<size_t>(depth) - 1]].text += as_text(xmlTextReaderConstValue(reader.get()));
    }
  }
  if (more < 0 || tree.nodes.empty()) {
    return fail("no valid XML: line " + std::to_string(xmlTextReaderGetParserLineNumber(reader.get())));
  }
  return tree;
}

}  // namespace antivenom::collect
