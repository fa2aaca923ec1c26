# web/ becomes constants: bundled and made small by esbuild, which is a program of its own and needs no Node.
if(CMAKE_HOST_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
  set(AV_ESBUILD ${AV_DEPS_DIR}/node_modules/@esbuild/linux-arm64/bin/esbuild)
else()
  set(AV_ESBUILD ${AV_DEPS_DIR}/node_modules/@esbuild/linux-x64/bin/esbuild)
endif()

function(av_add_web_assets target)
  if(NOT EXISTS ${AV_ESBUILD})
    message(FATAL_ERROR "${AV_ESBUILD} is missing: run scripts/fetch_sources.sh")
  endif()
  set(web ${PROJECT_SOURCE_DIR}/web)
  set(made ${PROJECT_BINARY_DIR}/generated/web)
  set(output ${PROJECT_BINARY_DIR}/generated/web_assets.cpp)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${web}/src/*.ts ${web}/src/*.css)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${AV_ESBUILD} ${web}/src/study.ts ${web}/src/classify.ts ${web}/src/page.css --bundle --minify --format=iife
            --target=es2020 --charset=ascii --log-level=warning --outdir=${made}
    COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/scripts/embed_web.py ${output} kPageStyle=${made}/page.css
            kStudyScript=${made}/study.js kClassifyScript=${made}/classify.js
    DEPENDS ${sources} ${web}/tsconfig.json ${PROJECT_SOURCE_DIR}/scripts/embed_web.py
    COMMENT "Bundling web/"
    VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()

# esbuild does not look at types; this does, where the compiler was fetched.
function(av_add_web_type_check)
  set(compiler ${AV_DEPS_DIR}/node_modules/typescript/lib/tsc.js)
  find_program(AV_NODE NAMES node nodejs)
  if(AV_NODE AND EXISTS ${compiler})
    add_test(NAME web:types COMMAND ${AV_NODE} ${compiler} --project ${PROJECT_SOURCE_DIR}/web)
  endif()
endfunction()
