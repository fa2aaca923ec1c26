// libpq, opened by its first use: only datasets on a PostgreSQL server need it.
#pragma once

#include <libpq-fe.h>

#include "base/result.h"

namespace antivenom::store {

// The functions in use, without their prefix PQ.
#define AV_LIBPQ_FUNCTIONS(_) \
  _(clear)                    \
  _(cmdTuples)                \
  _(connectdb)                \
  _(errorMessage)             \
  _(exec)                     \
  _(execPrepared)             \
  _(finish)                   \
  _(ftype)                    \
  _(getResult)                \
  _(getisnull)                \
  _(getlength)                \
  _(getvalue)                 \
  _(nfields)                  \
  _(ntuples)                  \
  _(prepare)                  \
  _(resultErrorField)         \
  _(resultErrorMessage)       \
  _(resultStatus)             \
  _(sendQueryPrepared)        \
  _(setNoticeProcessor)       \
  _(setSingleRowMode)         \
  _(status)

struct LibPq {
#define AV_FUNCTION(name) decltype(&::PQ##name) name = nullptr;
  AV_LIBPQ_FUNCTIONS(AV_FUNCTION)
#undef AV_FUNCTION
};

// The library, or why it cannot be used, which stays so for the life of the process. Any thread.
const Result<LibPq>& libpq();

// The same where it is known to be there: whoever has a connection has the library.
inline const LibPq& pq() { return *libpq(); }

}  // namespace antivenom::store
