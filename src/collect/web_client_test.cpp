#include "collect/web_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <zlib.h>

#include "collect/testing/loopback_server.h"

namespace antivenom::collect {
namespace {

using namespace std::chrono_literals;
using testing::Ask;
using ::testing::HasSubstr;
using testing::LoopbackServer;
using testing::Reply;

// Quick to try again. It waits for longer than any machine is busy.
WebOptions quick() {
  WebOptions options;
  options.user_agent = "antivenom/test";
  options.connect_timeout = options.idle_timeout = 60s;
  options.whole_timeout = 100s;
  options.first_pause = 5ms;
  options.longest_pause = 2000ms;
  return options;
}

class WebClientTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}) unsetenv(name);
  }
};

WebRequest to(const std::string& url) {
  WebRequest request;
  request.url = url;
  return request;
}

TEST_F(WebClientTest, asks_and_answers) {
  LoopbackServer server([](const Ask&) {
    Reply reply;
    reply.body = "hello";
    reply.headers = {{"ETag", "\"1\""}, {"Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT"}, {"Content-Type", "text/x"}};
    return reply;
  });
  WebClient web(quick());
  WebRequest request = to(server.url("/a?b=c#d"));
  request.accept = "text/html";
  request.headers["X-Key"] = "secret";
  const auto answer = web.get(request);
  ASSERT_TRUE(answer) << answer.error().message();
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "hello");
  EXPECT_EQ(answer->etag, "\"1\"");
  EXPECT_EQ(answer->last_modified, "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(answer->content_type, "text/x");
  EXPECT_EQ(answer->url, server.url("/a?b=c"));
  EXPECT_EQ(answer->retry_after_ms, -1);
  const Ask asked = server.asked().at(0);
  EXPECT_EQ(asked.path, "/a?b=c");
  EXPECT_EQ(asked.header("user-agent"), "antivenom/test");
  EXPECT_EQ(asked.header("accept"), "text/html");
  EXPECT_EQ(asked.header("x-key"), "secret");
}

TEST_F(WebClientTest, conditional_requests_and_posts) {
  LoopbackServer server([](const Ask& ask) {
    if (ask.method == "POST") return Reply{200, "got " + ask.header("content-type") + " " + ask.body, {}};
    return testing::file_reply(ask, "body", "\"7\"");
  });
  WebClient web(quick());
  WebRequest request = to(server.url());
  request.etag = "\"7\"";
  const auto same = web.get(request);
  ASSERT_TRUE(same);
  EXPECT_EQ(same->status, 304);
  EXPECT_EQ(same->body, "");
  request = to(server.url());
  request.body = "<x/>";
  request.content_type = "text/xml";
  EXPECT_EQ(web.get(request)->body, "got text/xml <x/>");
}

TEST_F(WebClientTest, tries_again_what_may_pass) {
  std::atomic<int> asked{0};
  LoopbackServer server([&](const Ask&) {
    switch (asked++) {
      case 0:
        return Reply{500, "no", {}};
      case 1:
        return Reply{429, "no", {{"Retry-After", "1"}}};
      default:
        return Reply{200, "yes", {}};
    }
  });
  WebClient web(quick());
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(web.get(to(server.url()))->body, "yes");
  EXPECT_GE(std::chrono::steady_clock::now() - start, 1s);
  EXPECT_EQ(asked, 3);
}

TEST_F(WebClientTest, gives_up_in_the_end) {
  LoopbackServer server([](const Ask&) { return Reply{503, "no", {}}; });
  WebClient web(quick());
  EXPECT_EQ(web.get(to(server.url()))->status, 503);
  EXPECT_EQ(server.asked().size(), 4u);
}

TEST_F(WebClientTest, hands_on_what_asks_for_too_much_patience_and_what_is_no_failure) {
  LoopbackServer server([](const Ask& ask) {
    return ask.path == "/busy" ? Reply{429, "", {{"Retry-After", "3600"}}} : Reply{404, "gone", {}};
  });
  WebClient web(quick());
  const auto busy = web.get(to(server.url("/busy")));
  EXPECT_EQ(busy->status, 429);
  EXPECT_EQ(busy->retry_after_ms, 3'600'000);
  EXPECT_EQ(web.get(to(server.url("/x")))->status, 404);
  EXPECT_EQ(server.asked().size(), 2u);
}

TEST_F(WebClientTest, continues_a_body_that_was_cut_off) {
  std::string body;
  for (int i = 0; i < 50'000; ++i) body += std::to_string(i);
  std::atomic<int> tries{0};
  LoopbackServer server([&](const Ask& ask) {
    Reply reply = testing::file_reply(ask, body, "\"v\"");
    if (tries++ < 2) reply.cut_at = 70'000;
    return reply;
  });
  WebClient web(quick());
  const auto answer = web.get(to(server.url()));
  ASSERT_TRUE(answer) << answer.error().message();
  EXPECT_TRUE(answer->body == body);
  ASSERT_EQ(server.asked().size(), 3u);
  EXPECT_EQ(server.asked()[1].header("range"), "bytes=70000-");
  EXPECT_EQ(server.asked()[1].header("if-range"), "\"v\"");
  EXPECT_EQ(server.asked()[2].header("range"), "bytes=140000-");
}

TEST_F(WebClientTest, never_mixes_two_versions_of_a_file) {
  const std::string first(100'000, 'a'), second(100'000, 'b');
  std::atomic<int> tries{0};
  LoopbackServer server([&](const Ask& ask) {
    if (tries++ > 0) return testing::file_reply(ask, second, "\"2\"");
    Reply reply = testing::file_reply(ask, first, "\"1\"");
    reply.cut_at = 50'000;
    return reply;
  });
  WebClient web(quick());
  EXPECT_TRUE(web.get(to(server.url()))->body == second);
}

TEST_F(WebClientTest, starts_over_where_nothing_tells_that_it_is_the_same) {
  const std::string body(100'000, 'a');
  std::atomic<int> tries{0};
  LoopbackServer server([&](const Ask&) {
    Reply reply{200, body, {}};
    if (tries++ == 0) reply.cut_at = 10;
    return reply;
  });
  WebClient web(quick());
  EXPECT_TRUE(web.get(to(server.url()))->body == body);
  EXPECT_EQ(server.asked()[1].header("range"), "");
}

TEST_F(WebClientTest, follows_redirects_of_http_only_and_not_for_ever) {
  LoopbackServer server([](const Ask& ask) {
    if (ask.path == "/once") return Reply{302, "moved", {{"Location", "/there"}}};
    if (ask.path == "/there") return Reply{200, "here", {}};
    if (ask.path == "/file") return Reply{302, "", {{"Location", "file:///etc/hostname"}}};
    if (ask.path == "/ftp") return Reply{302, "", {{"Location", "ftp://192.0.2.1/x"}}};
    return Reply{302, "", {{"Location", ask.path + "x"}}};
  });
  WebClient web(quick());
  const auto moved = web.get(to(server.url("/once")));
  EXPECT_EQ(moved->body, "here");
  EXPECT_EQ(moved->url, server.url("/there"));
  EXPECT_THAT(web.get(to(server.url("/endless"))).error().message(), HasSubstr("more than 5 redirects"));
  EXPECT_EQ(server.count("/endlessxxxxxx"), 0u);
  EXPECT_THAT(web.get(to(server.url("/file"))).error().message(), HasSubstr("no address of http"));
  EXPECT_THAT(web.get(to(server.url("/ftp"))).error().message(), HasSubstr("no address of http"));
  EXPECT_FALSE(web.get(to("file:///etc/hostname")));
  EXPECT_FALSE(web.get(to("gopher://127.0.0.1/")));
  EXPECT_FALSE(web.get(to("")));
}

TEST_F(WebClientTest, keeps_secrets_from_other_hosts_and_pages_from_the_local_network) {
  LoopbackServer other([](const Ask&) { return Reply{200, "other", {}}; });
  LoopbackServer server([&](const Ask& ask) {
    const std::string host = ask.path == "/port" ? other.url() : "http://localhost" + other.url().substr(16);
    return Reply{302, "", {{"Location", host}}};
  });
  WebClient web(quick());
  WebRequest request = to(server.url("/port"));
  request.headers["x-apikey"] = "secret";
  EXPECT_EQ(web.get(request)->body, "other");
  EXPECT_EQ(other.asked().at(0).header("x-apikey"), "");
  EXPECT_THAT(web.get(to(server.url("/host"))).error().message(), HasSubstr("private network"));
  request = to(other.url());
  request.foreign = true;
  EXPECT_THAT(web.get(request).error().message(), HasSubstr("private network"));
  EXPECT_EQ(other.asked().size(), 1u);
}

TEST_F(WebClientTest, bounds_what_it_reads) {
  LoopbackServer server([](const Ask& ask) {
    Reply reply{200, std::string(1000, 'x'), {}};
    if (ask.path == "/headers") reply.headers["X-Long"] = std::string(90'000, 'h');
    if (ask.path == "/many") {
      for (int i = 0; i < 5000; ++i) reply.headers["X-" + std::to_string(i)] = std::string(80, 'h');
    }
    if (ask.path == "/bomb") {
      std::string packed(compressBound(10'000'000), '\0');
      uLongf size = packed.size();
      const std::string zeros(10'000'000, '\0');
      compress(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(zeros.data()),
               zeros.size());
      reply.body = packed.substr(0, size);
      reply.headers["Content-Encoding"] = "deflate";
    }
    return reply;
  });
  WebClient web(quick());
  WebRequest request = to(server.url());
  request.max_bytes = 999;
  EXPECT_THAT(web.get(request).error().message(), HasSubstr("longer than 999 bytes"));
  request.url = server.url("/bomb");
  request.max_bytes = 1'000'000;
  EXPECT_THAT(web.get(request).error().message(), HasSubstr("longer than 1000000 bytes"));
  EXPECT_FALSE(web.get(to(server.url("/many"))));
  request.max_bytes = 1000;
  request.url = server.url();
  EXPECT_EQ(web.get(request)->body.size(), 1000u);
}

TEST_F(WebClientTest, waits_for_slow_hosts_only_so_long) {
  LoopbackServer server([](const Ask& ask) {
    Reply reply{200, std::string(1000, 'x'), {}};
    if (ask.path == "/silent") reply.delay_ms = 200'000;
    if (ask.path == "/drip") reply.drip_ms = 400;
    return reply;
  });
  WebOptions options = quick();
  options.connect_timeout = options.idle_timeout = 1s;
  options.whole_timeout = 2s;
  options.tries = 2;
  WebClient web(options);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_FALSE(web.get(to(server.url("/silent"))));
  EXPECT_FALSE(web.get(to(server.url("/drip"))));
  EXPECT_LT(std::chrono::steady_clock::now() - start, 100s);
  EXPECT_FALSE(web.get(to("http://127.0.0.1:1/")));
}

TEST_F(WebClientTest, is_polite_to_each_host) {
  LoopbackServer server([](const Ask&) {
    Reply reply{200, "x", {}};
    reply.delay_ms = 30;
    return reply;
  });
  WebClient web(quick());
  web.set_politeness(server.url(), {2, 20ms});
  const auto start = std::chrono::steady_clock::now();
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) threads.emplace_back([&] { EXPECT_TRUE(web.get(to(server.url()))); });
  for (std::thread& thread : threads) thread.join();
  EXPECT_LE(server.most_at_once(), 2u);
  EXPECT_GE(std::chrono::steady_clock::now() - start, 7 * 20ms);
}

TEST_F(WebClientTest, a_signal_ends_what_runs) {
  LoopbackServer server([](const Ask&) {
    Reply reply{200, "x", {}};
    reply.delay_ms = 200'000;
    return reply;
  });
  std::atomic<bool> stop{false};
  WebOptions options = quick();
  options.stop = &stop;
  WebClient web(options);
  std::thread later([&] {
    std::this_thread::sleep_for(200ms);
    stop = true;
  });
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(web.get(to(server.url())).error().what, "interrupted");
  later.join();
  EXPECT_LT(std::chrono::steady_clock::now() - start, 50s);
}

}  // namespace
}  // namespace antivenom::collect
