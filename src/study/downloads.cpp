#include "study/downloads.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>

#include "artifact/names.h"
#include "base/lower_case.h"
#include "collect/feeds/formats/csv.h"
#include "collect/feeds/formats/json.h"
#include "collect/identify.h"
#include "facts/requirement.h"

namespace antivenom::study {
namespace {

constexpr size_t kMostDays = 5'000'000;  // package days that are kept
constexpr size_t kMostNames = 1'000;     // distinct systems, countries, ...; further ones count as "other"
constexpr size_t kLongestLine = 64 << 10;

// A file as one view; pages come and go as they are read.
class MappedFile {
 public:
  static Result<MappedFile> open(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return fail(std::strerror(errno), path);
    struct stat info {};
    MappedFile file;
    if (::fstat(descriptor, &info) == 0 && S_ISREG(info.st_mode)) {
      file.size_ = static_cast<size_t>(info.st_size);
      if (file.size_ > 0) file.data_ = ::mmap(nullptr, file.size_, PROT_READ, MAP_PRIVATE, descriptor, 0);
    } else {
      file.data_ = MAP_FAILED;
    }
    ::close(descriptor);
    if (file.data_ == MAP_FAILED) {
      file.data_ = nullptr;
      return fail("is no regular file, or cannot be read", path);
    }
    if (file.size_ > 0) ::madvise(file.data_, file.size_, MADV_SEQUENTIAL);
    return file;
  }
  MappedFile(MappedFile&& other) noexcept : data_(std::exchange(other.data_, nullptr)), size_(other.size_) {}
  MappedFile& operator=(MappedFile&&) = delete;
  ~MappedFile() {
    if (data_ != nullptr) ::munmap(data_, size_);
  }
  std::string_view text() const { return {static_cast<const char*>(data_), data_ == nullptr ? 0 : size_}; }

 private:
  MappedFile() = default;
  void* data_ = nullptr;
  size_t size_ = 0;
};

std::string form_of(const Download& d) {
  std::string form = d.form.empty() && !d.filename.empty() ? collect::kind_of(d.filename) : d.form;
  return form;
}

void count(std::map<std::string, uint64_t>& counts, const std::string& name, uint64_t by) {
  counts[counts.size() < kMostNames || counts.contains(name) ? name : "other"] += by;
}

uint64_t number_of(std::string_view text) {
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() ? value : 0;
}

// `get` gives the text of the first of these columns that there is, or nothing.
template <class Get>
std::optional<Download> download_of(const Get& get) {
  Download d;
  d.package = get({"project", "file_project", "package", "name"});
  if (d.package.empty()) return std::nullopt;
  d.version = get({"version", "file_version"});
  d.filename = get({"filename", "file_filename"});
  d.form = get({"packagetype", "type", "file_type", "form"});
  d.system = get({"system", "system_name", "details_system_name"});
  d.client = get({"installer", "installer_name", "details_installer_name", "client"});
  d.country = get({"country_code", "country"});
  d.day = store::parse_time(get({"day", "date", "timestamp"})).value_or(0);
  const std::string count = get({"downloads", "count", "num_downloads"});
  d.count = count.empty() ? 1 : number_of(count);
  return d;
}

// "file": {"project": ...} is found as file_project.
const collect::Json& nested(const collect::Json& row, std::string_view name) {
  if (const collect::Json& value = collect::member(row, name); !value.is_null()) return value;
  for (size_t at = name.find('_'); at != std::string_view::npos; at = name.find('_', at + 1)) {
    const collect::Json& inner = collect::member(row, name.substr(0, at));
    if (inner.is_object()) return nested(inner, name.substr(at + 1));
  }
  static const collect::Json kNothing;
  return kNothing;
}

std::string text_of(const collect::Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_integer()) return std::to_string(value.get<int64_t>());
  return {};
}

class Taker {
 public:
  Taker(const std::set<std::string>& wanted, DownloadTotals& totals) : wanted_(wanted), totals_(totals) {}
  void take(std::optional<Download> d) {
    ++totals_.rows;
    if (!d || (!wanted_.empty() && !wanted_.contains(normalised_distribution(d->package)))) {
      ++totals_.skipped;
      return;
    }
    add_download(*d, totals_);
  }

 private:
  const std::set<std::string>& wanted_;
  DownloadTotals& totals_;
};

void read_csv(std::string_view text, Taker& taker) {
  collect::CsvReader reader(text);
  while (const auto row = reader.next()) {
    if (row->error) {
      taker.take(std::nullopt);
      continue;
    }
    taker.take(download_of([&](std::initializer_list<std::string_view> names) {
      const auto column = reader.column(names);
      return column && *column < row->fields.size() ? row->fields[*column] : std::string();
    }));
  }
}

void read_json(std::string_view text, Taker& taker) {
  collect::JsonPieces pieces = collect::JsonPieces::elements(text);
  while (const auto piece = pieces.next()) {
    const auto row = collect::parse_json(piece->text);
    if (!row || !row->is_object()) {
      taker.take(std::nullopt);
      continue;
    }
    taker.take(download_of([&](std::initializer_list<std::string_view> names) {
      for (const std::string_view name : names) {
        if (std::string found = text_of(nested(*row, name)); !found.empty()) return found;
      }
      return std::string();
    }));
  }
}

std::string file_name(const std::string& path) { return std::string(unpacking::base_name(path)); }

// The field between quotes that begins the text; the rest stays.
std::string_view take_quoted(std::string_view& text) {
  const size_t begin = text.find('"');
  if (begin == std::string_view::npos) return {};
  size_t end = begin + 1;
  while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
  end = std::min(end, text.size());
  const std::string_view field = text.substr(begin + 1, end - begin - 1);
  text.remove_prefix(std::min(end + 1, text.size()));
  return field;
}

// "10/Oct/2023:13:55:36 +0000" -> midnight of the day.
store::Time day_of(std::string_view text) {
  if (text.size() < 11) return 0;
  std::string day(text.substr(0, 11));
  std::replace(day.begin(), day.end(), '/', '-');
  return store::parse_time(day).value_or(0);
}

// What pip and others append to their name: {"system":{"name":"Linux",...},...}, with quotes escaped by the log.
std::string system_in(std::string_view agent) {
  constexpr std::array<std::string_view, 3> kSystems = {"Linux", "Windows", "Darwin"};
  for (const std::string_view system : kSystems) {
    if (agent.find(system) != std::string_view::npos) return std::string(system);
  }
  return agent.find("Macintosh") != std::string_view::npos ? "Darwin" : "";
}

}  // namespace

void add_download(const Download& d, DownloadTotals& totals) {
  totals.total += d.count;
  const auto add = [&](std::map<std::string, uint64_t>& counts, const std::string& name, uint64_t& without) {
    if (name.empty()) {
      without += d.count;
    } else {
      count(counts, name, d.count);
    }
  };
  add(totals.forms, form_of(d), totals.without_form);
  add(totals.systems, d.system, totals.without_system);
  add(totals.clients, client_class(d.client), totals.without_client);
  add(totals.countries, d.country, totals.without_country);
  if (d.day == 0) return;
  auto& days = totals.by_day[normalised_distribution(d.package)];
  const auto known = days.find(d.day - d.day % store::kDay);
  if (known != days.end()) {
    known->second += d.count;
  } else if (totals.days < kMostDays) {
    ++totals.days;
    days.emplace(d.day - d.day % store::kDay, d.count);
  } else {
    totals.cut = true;
  }
}

std::string client_class(std::string_view installer) {
  if (installer.empty()) return {};
  const std::string name = lower_case(installer);
  const auto begins = [&](std::initializer_list<std::string_view> names) {
    return std::any_of(names.begin(), names.end(), [&](std::string_view one) { return name.starts_with(one); });
  };
  if (begins({"pip/"}) || name == "pip") return "pip";
  if (begins(
          {"bandersnatch", "z3c.pypimirror", "devpi", "nexus", "artifactory", "pep381client", "mirror", "cloudsmith"}))
    return "mirror";
  if (name == "os" || begins({"browser", "requests", "python-requests", "curl", "wget", "mozilla", "homebrew", "urllib",
                              "python-urllib", "go-http", "libcurl"})) {
    return "direct request";
  }
  return "other installer";
}

Result<void> read_export(const std::string& path, const std::set<std::string>& wanted, DownloadTotals& totals) {
  auto file = MappedFile::open(path);
  if (!file) return tl::unexpected(file.error());
  const std::string_view text = file->text();
  const size_t first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  Taker taker(wanted, totals);
  if (first != std::string_view::npos && (text[first] == '{' || text[first] == '[')) {
    read_json(text, taker);
  } else if (!text.empty()) {
    collect::CsvReader reader(text.substr(0, 4096));
    if (!reader.column({"project", "file_project", "package", "name"}))
      return fail("has no column of packages (project)", path);
    read_csv(text, taker);
  }
  totals.exports.insert(file_name(path));
  return {};
}

std::optional<Download> download_of_line(std::string_view line) {
  const size_t bracket = line.find('[');
  if (bracket == std::string_view::npos || line.size() > kLongestLine) return std::nullopt;
  Download d;
  d.day = day_of(line.substr(bracket + 1));
  std::string_view rest = line.substr(bracket);
  const std::string_view request = take_quoted(rest);
  if (!request.starts_with("GET ")) return std::nullopt;
  const std::string_view after = unpacking::trimmed(rest);
  if (!after.starts_with("200 ")) return std::nullopt;
  std::string_view target = request.substr(4);
  target = target.substr(0, target.find_first_of(" ?#"));
  d.filename = file_name(std::string(target));
  if (collect::archive_extension(d.filename).empty()) return std::nullopt;
  const store::FileKey key = collect::identify(d.filename);
  d.package = key.version.package.name;
  d.version = key.version.version;
  if (d.package.empty()) return std::nullopt;
  take_quoted(rest);  // where the client says it came from
  const std::string_view agent = take_quoted(rest);
  d.client = std::string(agent.substr(0, agent.find(' ')));
  d.system = system_in(agent);
  return d;
}

Result<void> read_access_log(const std::string& path, const std::set<std::string>& wanted, DownloadTotals& totals) {
  auto file = MappedFile::open(path);
  if (!file) return tl::unexpected(file.error());
  std::string_view text = file->text();
  Taker taker(wanted, totals);
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    taker.take(download_of_line(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  totals.exports.insert(file_name(path));
  return {};
}

std::string query_text(std::string_view service, const std::set<std::string>& names) {
  std::string list;
  for (const std::string& name : names) {
    // Names of strangers: what is no name of a distribution has no place in a query.
    const bool plain =
        std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) != 0 || c == '-'; });
    if (plain && !name.empty()) list += (list.empty() ? "'" : ", '") + name + "'";
  }
  if (list.empty()) list = "'PACKAGE', 'PACKAGE'";
  if (service == "clickhouse") {
    return "SELECT date AS day, project, version, type AS packagetype, installer, system, country_code, count() AS "
           "downloads\n"
           "FROM pypi.pypi\nWHERE project IN (" +
           list +
           ")\n"
           "GROUP BY day, project, version, packagetype, installer, system, country_code\nFORMAT JSONEachRow\n";
  }
  return "SELECT DATE(timestamp) AS day, file.project AS project, file.version AS version, file.filename AS filename,\n"
         "  file.type AS packagetype, details.installer.name AS installer, details.system.name AS system,\n"
         "  country_code, COUNT(*) AS downloads\n"
         "FROM `bigquery-public-data.pypi.file_downloads`\n"
         "WHERE DATE(timestamp) BETWEEN '2023-01-01' AND CURRENT_DATE()\n  AND file.project IN (" +
         list +
         ")\n"
         "GROUP BY day, project, version, filename, packagetype, installer, system, country_code\n";
}

}  // namespace antivenom::study
