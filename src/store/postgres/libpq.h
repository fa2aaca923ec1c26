// libpq, opened by its first use: only datasets on a PostgreSQL server need it.
#pragma once

#include <libpq-fe.h>

#include "base/late_library.h"

namespace antivenom::store {

// The functions in use, ours without their prefix.
#define AV_LIBPQ_FUNCTIONS(_)                 \
  _(clear, PQclear)                           \
  _(cmdTuples, PQcmdTuples)                   \
  _(connectdb, PQconnectdb)                   \
  _(errorMessage, PQerrorMessage)             \
  _(exec, PQexec)                             \
  _(execPrepared, PQexecPrepared)             \
  _(finish, PQfinish)                         \
  _(ftype, PQftype)                           \
  _(getResult, PQgetResult)                   \
  _(getisnull, PQgetisnull)                   \
  _(getlength, PQgetlength)                   \
  _(getvalue, PQgetvalue)                     \
  _(nfields, PQnfields)                       \
  _(ntuples, PQntuples)                       \
  _(prepare, PQprepare)                       \
  _(resultErrorField, PQresultErrorField)     \
  _(resultErrorMessage, PQresultErrorMessage) \
  _(resultStatus, PQresultStatus)             \
  _(sendQueryPrepared, PQsendQueryPrepared)   \
  _(setNoticeProcessor, PQsetNoticeProcessor) \
  _(setSingleRowMode, PQsetSingleRowMode)     \
  _(status, PQstatus)

AV_LATE_TABLE(LibPq, AV_LIBPQ_FUNCTIONS);

// The library, or why it cannot be used, which stays so for the life of the process. Any thread.
const Result<LibPq>& libpq();

// The same where it is known to be there: whoever has a connection has the library.
inline const LibPq& pq() { return *libpq(); }

}  // namespace antivenom::store
