// Expected values are what CPython 3.11 prints.
#include <gtest/gtest.h>

#include "interpret/library/testing/evaluate.h"

namespace antivenom::interpret {
namespace {

// clang-format off
constexpr EvaluationRow kHashingRows[] = {
    {"hashlib.md5(b'hello').hexdigest()", "'5d41402abc4b2a76b9719d911017c592'"},
    {"hashlib.sha1(b'').hexdigest()", "'da39a3ee5e6b4b0d3255bfef95601890afd80709'"},
    {"hashlib.sha256(b'hello').digest()", "b',\\xf2M\\xba_\\xb0\\xa3\\x0e&\\xe8;*\\xc5\\xb9\\xe2\\x9e\\x1b\\x16\\x1e\\\\\\x1f\\xa7B^s\\x043b\\x93\\x8b\\x98$'"},
    {"hashlib.new('sha512', b'abc').hexdigest()", "'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f'"},
    {"hashlib.sha3_256(b'abc').hexdigest()", "'3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532'"},
    {"hashlib.blake2b(b'abc').hexdigest()", "'ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923'"},
    {"hashlib.blake2s(b'abc').hexdigest()", "'508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982'"},
    {"hashlib.shake_128(b'abc').hexdigest(8)", "'5881092dd818bf5c'"},
    {"h = hashlib.md5()\nh.update(b'hel')\nh.update(b'lo')\nh.hexdigest()", "'5d41402abc4b2a76b9719d911017c592'"},
    {"h = hashlib.sha256(b'a')\ng = h.copy()\ng.update(b'b')\n[h.hexdigest(), g.hexdigest(), h.name, h.digest_size, h.block_size]", "['ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb', 'fb8e20fc2e4c3f248c60c39bd652f3c1347298bb977b8b4d5903b85055620603', 'sha256', 32, 64]"},
    {"hashlib.md5('text')", "raises TypeError"},
    {"hmac.new(b'key', b'message', hashlib.sha256).hexdigest()", "'6e9ef29b75fffc5b7abae527d58fdadb2fe42e7219011976917343065f58ed4a'"},
    {"hmac.new(b'key', b'message', 'md5').hexdigest()", "'4e4748e62b463521f6775fbf921234b5'"},
    {"hmac.new(b'key', digestmod='sha1').hexdigest()", "'f42bb0eeb018ebbd4597ae7213711ec60760843f'"},
    {"hmac.digest(b'key', b'message', 'sha256')", "b\"n\\x9e\\xf2\\x9bu\\xff\\xfc[z\\xba\\xe5'\\xd5\\x8f\\xda\\xdb/\\xe4.r\\x19\\x01\\x19v\\x91sC\\x06_X\\xedJ\""},
    {"hmac.compare_digest('a', 'a')", "True"},
    {"hashlib.pbkdf2_hmac('sha256', b'password', b'salt', 1000)", "b'c,(\\x12\\xe4mF\\x04\\x10+\\xa7a\\x8e\\x9dm}/\\x81(\\xf6&kJ\\x03&M*\\x04`\\xb7\\xdc\\xb3'"},
    {"hashlib.pbkdf2_hmac('sha1', b'password', b'salt', 2, 40)", "b'\\xeal\\x01M\\xc7-o\\x8c\\xcd\\x1e\\xd9*\\xce\\x1dA\\xf0\\xd8\\xde\\x89W\\xca\\xe916&e7\\xa8\\xd7\\xbfKv\\xc5\\x10\\x94\\xcc\\x1a\\xe0\\x10\\xb1'"},
    {"hashlib.scrypt(b'password', salt=b'NaCl', n=16, r=8, p=1, dklen=16)", "b'\\xf5\\xdf\\xb3\\x97.y\\x08\\xb2$\\x10\\xc5\\xc5\\xf3x\\x89\\x07'"},
};
// clang-format on

TEST(LibraryHashing, computes_what_python_does) {
  for (const EvaluationRow& row : kHashingRows) EXPECT_EQ(evaluate(row.source), row.expected) << row.source;
}

}  // namespace
}  // namespace antivenom::interpret
