#include "base/escape.h"
#include "html/assets.h"
#include "html/json.h"
#include "html/page.h"
#include "html/shell.h"

namespace antivenom::html {

std::string study_page(const chart::Document& document) {
  Shell shell{document.title, document.text, document.figures, {}, document.made_with, kStudyScript, ""};
  for (const chart::Section& section : document.sections) shell.blocks.push_back(block_of(section));
  auto packages = nlohmann::json::array();
  for (const std::string& name : document.packages) packages.push_back(visible(name, 200));
  shell.data = script_json({{"packages", std::move(packages)}});
  return whole_page(shell);
}

}  // namespace antivenom::html
