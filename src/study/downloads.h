// Downloads from exports of the index's tables and from a mirror's own access logs. Files are mapped and read row by
// row: their length costs no memory. Rows of packages that nobody asks about are counted and left.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "base/result.h"
#include "study/dataset.h"

namespace antivenom::study {

struct Download {
  std::string package, version, filename;
  std::string form;  // sdist|bdist_wheel|...; empty: told from the file name
  std::string system, client, country;
  store::Time day = 0;
  uint64_t count = 1;
};

void add_download(const Download& download, DownloadTotals& totals);

// CSV, JSON or JSON Lines of BigQuery (file_downloads, or the query of query_text()) or ClickHouse (pypi.pypi, or the
// query). `wanted`: normalised names; empty: all.
Result<void> read_export(const std::string& path, const std::set<std::string>& wanted, DownloadTotals& totals);

// Common or combined log format. Whole answers (200) to GET requests for files of distributions count.
Result<void> read_access_log(const std::string& path, const std::set<std::string>& wanted, DownloadTotals& totals);

// One line of a log; nothing if it is no download.
std::optional<Download> download_of_line(std::string_view line);

// How a client is counted: "pip", "other installer", "mirror", "direct request". Empty stays empty.
std::string client_class(std::string_view installer);

// The query whose export read_export() takes; `service` is "bigquery" or "clickhouse". Names are those of the packages
// that are asked for; with none the query has a place for them.
std::string query_text(std::string_view service, const std::set<std::string>& names);

}  // namespace antivenom::study
