// Addresses of crypto-currencies, told by their checksums where they have one that is cheap.
#pragma once

#include <cstddef>
#include <string_view>

namespace antivenom::interpret {

constexpr size_t kMinWallet = 26;  // letters and digits of the shortest address

// "BTC", "LTC", "DOGE", "TRX", "ETH" or "XMR" if `token`, a whole run of letters and digits, is such an address; "SOL"
// for 32 bytes in base 58, which other things are too; "" if it is none.
std::string_view currency_of(std::string_view token);

}  // namespace antivenom::interpret
