// Ciphertexts were made with the openssl command; the Fernet token is the one of its specification.
#include <gtest/gtest.h>

#include "interpret/library/testing/evaluate.h"

namespace antivenom::interpret {
namespace {

// clang-format off
constexpr EvaluationRow kCryptoRows[] = {
    {"Crypto.Util.Padding.unpad(Crypto.Cipher.AES.new(b'0123456789abcdef', 2, b'fedcba9876543210').decrypt(binascii.unhexlify('2cf596f18676753efaf2d4f175117ef59765906ba8f4a2e3a3fd3f989c6aea25')), 16)",
     "b\"print('hello from below')\""},
    {"Crypto.Cipher.AES.new(b'0123456789abcdef', Crypto.Cipher.AES.MODE_CBC, iv=b'fedcba9876543210').encrypt(Crypto.Util.Padding.pad(b\"print('hello from below')\", 16))",
     "b',\\xf5\\x96\\xf1\\x86vu>\\xfa\\xf2\\xd4\\xf1u\\x11~\\xf5\\x97e\\x90k\\xa8\\xf4\\xa2\\xe3\\xa3\\xfd?\\x98\\x9cj\\xea%'"},
    {"Crypto.Cipher.AES.new(b'0123456789abcdef0123456789abcdef', Crypto.Cipher.AES.MODE_ECB).decrypt(binascii.unhexlify('ee73b3c717d803d300d6886a07cd24e0'))",
     "b\"print('hello fro\""},
    {"Crypto.Cipher.AES.new(b'0123456789abcdef', 6, nonce=b'\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00').decrypt(binascii.unhexlify('7be97cb43f6c879d7071a3abe07947ba6c902e5d760993ce6c'))",
     "b\"print('hello from below')\""},
    {"pyaes.AESModeOfOperationCTR(b'0123456789abcdef').decrypt(binascii.unhexlify('71c225566e4ec38120fcbe30905528832fc2482095e5fbe4a6'))",
     "b\"print('hello from below')\""},
    {"Crypto.Cipher.AES.new(b'0123456789abcdef', 3, b'fedcba9876543210').decrypt(binascii.unhexlify('7bdb7da44f4ceadbdfaa65b2acfc95a9e18153a4710781e831'))",
     "b\"print('hello from below')\""},
    {"d = cryptography.hazmat.primitives.ciphers.Cipher(cryptography.hazmat.primitives.ciphers.algorithms.AES(b'0123456789abcdef'), cryptography.hazmat.primitives.ciphers.modes.CBC(b'fedcba9876543210')).decryptor()\nu = cryptography.hazmat.primitives.padding.PKCS7(128).unpadder()\nu.update(d.update(binascii.unhexlify('2cf596f18676753efaf2d4f175117ef59765906b')) + d.update(binascii.unhexlify('a8f4a2e3a3fd3f989c6aea25')) + d.finalize()) + u.finalize()",
     "b\"print('hello from below')\""},
    {"cryptography.hazmat.primitives.ciphers.Cipher(cryptography.hazmat.primitives.ciphers.algorithms.AES(b'0123456789abcdef'), cryptography.hazmat.primitives.ciphers.modes.OFB(b'fedcba9876543210')).decryptor().update(binascii.unhexlify('7b39bf1f82585861dd54afb9ea7a185225a44226131553c38b'))",
     "b\"print('hello from below')\""},
    {"Crypto.Cipher.ChaCha20.new(key=b'0123456789abcdef0123456789abcdef', nonce=b'nonce-number').decrypt(binascii.unhexlify('6f2e7c2755fa624746d3fbc6b003912441e8af0f259651df3b'))",
     "b\"print('hello from below')\""},
    {"Crypto.Util.Padding.unpad(Crypto.Cipher.DES3.new(b'0123456789abcdefghijklmn', 2, b'fedcba98').decrypt(binascii.unhexlify('e0d9020f3cb1560f161ec0d12bee742301d8779b4d47b777b8ac751f4960b320')), 8)",
     "b\"print('hello from below')\""},
    {"Crypto.Util.Padding.unpad(Crypto.Cipher.Blowfish.new(b'0123456789abcdef', 2, b'fedcba98').decrypt(binascii.unhexlify('d7ab967957cb1025674d232e978ceca4b1a032acf2b4e0a399923c1b04ccfd89')), 8)",
     "b\"print('hello from below')\""},
    {"Crypto.Cipher.ARC4.new(b'Key').encrypt(b'Plaintext')",
     "b'\\xbb\\xf3\\x16\\xe8\\xd9@\\xaf\\n\\xd3'"},
    {"Crypto.Cipher.AES.new(b'short', 2, b'x')",
     "raises ValueError"},
    {"Crypto.Cipher.AES.new(b'0123456789abcdef', 2)",
     "unknown"},
    {"Crypto.Util.Padding.unpad(b'abcd', 4)",
     "raises ValueError"},
    {"Crypto.Util.number.long_to_bytes(6382179)",
     "b'abc'"},
    {"Crypto.Util.number.bytes_to_long(b'abc')",
     "6382179"},
    {"cryptography.fernet.Fernet('cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=').decrypt('gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==')",
     "b'hello'"},
    {"cryptography.fernet.Fernet('cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=').decrypt('gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmqU4IwqDA==')",
     "raises cryptography.fernet.InvalidToken"},
    {"cryptography.fernet.Fernet('bad')",
     "raises ValueError"},
    {"cryptography.fernet.Fernet.generate_key()",
     "unknown"},
    {"cryptography.hazmat.primitives.kdf.pbkdf2.PBKDF2HMAC(algorithm=cryptography.hazmat.primitives.hashes.SHA256(), length=32, salt=b'salt', iterations=1000).derive(b'password')",
     "b'c,(\\x12\\xe4mF\\x04\\x10+\\xa7a\\x8e\\x9dm}/\\x81(\\xf6&kJ\\x03&M*\\x04`\\xb7\\xdc\\xb3'"},
    {"Crypto.Protocol.KDF.PBKDF2('password', b'salt', 16, count=2)",
     "b'\\xeal\\x01M\\xc7-o\\x8c\\xcd\\x1e\\xd9*\\xce\\x1dA\\xf0'"},
};
// clang-format on

TEST(LibraryCrypto, decrypts_what_python_would) {
  for (const EvaluationRow& row : kCryptoRows) EXPECT_EQ(evaluate(row.source), row.expected) << row.source;
}

}  // namespace
}  // namespace antivenom::interpret
