package io.cdntopology.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rules do is for the contract of edges to say. */
@DisplayName("The rules of a site")
class SiteRulesTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static SiteRules redirects(String text) {
        return SiteRules.of(Map.of("_redirects", bytes(text)));
    }

    private static List<Problem> refusal(String file, byte[] content) {
        CdnException refused = catchThrowableOfType(CdnException.class, () -> SiteRules.of(Map.of(file, content)));
        assertThat(refused.code()).isEqualTo(ErrorCode.CONTENT_REFUSED);
        return refused.problems();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/a                          | does not say where to",
                "a /b                        | is no path",
                "https://old.example/* /b    | is no path",
                "/a b                        | neither a path nor the address of a site",
                "/a //evil.example           | neither a path nor the address of a site",
                "/a ftp://example.com/       | neither a path nor the address of a site",
                "/a https://u:p@example.com/ | neither a path nor the address of a site",
                "/a/* https://example.com:splat   | neither a path nor the address of a site",
                "/a/* https://:splat/             | neither a path nor the address of a site",
                "/a/* https://example.com.:splat/ | neither a path nor the address of a site",
                "/a /b 201                   | 201 is none of the answers",
                "/a /b 301!!                 | is no status",
                "/a /b 301 Country=de        | depend on more than the path",
                "/a id=:id /b/:id 301        | depend on more than the path",
                "/a https://example.com/ 200 | on another host",
                "/a/* /b/:splat 200          | cannot be the path of a page",
                "/a/* /b 200                 | cannot be the path of a page",
                "/a/:x /b/:y                 | there is no :y",
                "/a /b/:splat                | there is no :splat",
                "/a/:x/:x /b                 | :x is in it twice",
                "/a /a/                      | leads to itself",
                "/ / 302!                    | leads to itself",
                "/a/*/b /c                   | no name in a path",
                "/a/*/* /c                   | more than one *",
                "/a*b /c                     | no name in a path",
                "/a//b /c                    | no name in a path",
                "/a?b /c                     | no name in a path",
                "/a%2fb /c                   | no name in a path",
                "/a%0ab /c                   | control character",
                "/a%zz /c                    | begins no escape",
                "/a%ff /c                    | not UTF-8",
                "/../a /c                    | begins with a dot",
                "/.git/* /c                  | begins with a dot",
                "/-/health /c                | speaks of itself",
            })
    @DisplayName("name a redirect that cannot be used, by its line")
    void redirectRefused(String rule, String why) {
        List<Problem> problems = refusal("_redirects", bytes("# all\n\n" + rule + "\n/fine /too\n"));
        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).where()).isEqualTo("_redirects:3");
        assertThat(problems.get(0).why()).contains(why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "X-A                  | is no header",
                "X A: b               | no name of a header",
                "X-A:                 | has no value",
                "X-A: $uri            | cannot be the value",
                "X-A: naïve           | cannot be the value",
                "Content-Type: a/b    | set it themselves",
                "Location: /x         | set it themselves",
                "X-Cdn-Release: 1     | set it themselves",
                "Cache-Control: ;     | no list of directives",
                "Expires: 0           | no header here",
                "Basic-Auth: ann:pass | do not ask for passwords",
            })
    @DisplayName("name a header that cannot be sent, by its line")
    void headerRefused(String header, String why) {
        List<Problem> problems = refusal("_headers", bytes("/*\n  X-Fine: yes\n  " + header + "\n"));
        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).where()).isEqualTo("_headers:3");
        assertThat(problems.get(0).why()).contains(why);
    }

    @Test
    @DisplayName("name all that is wrong at once, and no header below a path that is")
    void allAtOnce() {
        assertThat(refusal("_redirects", bytes("/a\n/b /c\n/d /e x\n")))
                .extracting(Problem::where)
                .containsExactly("_redirects:1", "_redirects:3");
        assertThat(refusal("_headers", bytes("  X-A: 1\nnone\n  X-A: 1\n/a\n  wrong\n")))
                .extracting(Problem::where)
                .containsExactly("_headers:1", "_headers:2", "_headers:5");
    }

    @Test
    @DisplayName("do not quote a password")
    void noPassword() {
        assertThat(refusal("_headers", bytes("/*\n  Basic-Auth: ann:secret\n")).toString())
                .doesNotContain("secret");
    }

    @Test
    @DisplayName("are few enough, small, and text")
    void limits() {
        assertThat(refusal("_redirects", bytes("/a /b\n".repeat(2_001))).get(0).why())
                .contains("2001 rules");
        assertThat(refusal("_redirects", new byte[SiteRules.MAX_BYTES + 1])
                        .get(0)
                        .why())
                .contains(SiteRules.MAX_BYTES + 1 + " bytes");
        assertThat(refusal("_headers", new byte[] {'/', (byte) 0xFF}).get(0).why())
                .contains("not UTF-8");
        assertThat(refusal("_redirects", bytes("/" + "\u65e5".repeat(400) + " /b"))
                        .get(0)
                        .why())
                .contains("too long");
        assertThat(refusal("_redirects", bytes("/a /" + "b".repeat(2_001)))
                        .get(0)
                        .why())
                .contains("too long");
    }

    @Test
    @DisplayName("of nothing but comments are none")
    void none() {
        assertThat(redirects("# nothing\n\n  # at all\r\n").isEmpty()).isTrue();
        assertThat(redirects("/a\t/b\r\n").answer("/a", null)).contains(new SiteRules.Answer(301, "/b"));
    }

    @Test
    @DisplayName("never take long to see that a path is not meant")
    void bounded() {
        SiteRules rules = SiteRules.of(Map.of("_headers", bytes("/*a/:x/b\n  X-A: 1\n")));
        assertThat(rules.headers("/a".repeat(4_000))).isEmpty();
        assertThat(refusal("_headers", bytes("/*a*a\n  X-A: 1\n")).get(0).why()).contains("more than one *");
        assertThat(rules.headers("/a".repeat(4_000) + "/x/b")).containsExactly(new SiteRules.Header("X-A", "1"));
    }
}
