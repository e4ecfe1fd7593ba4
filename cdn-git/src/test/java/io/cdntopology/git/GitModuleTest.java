package io.cdntopology.git;

import static io.cdntopology.git.Readings.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.failure.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses a submodule may have. */
class GitModuleTest {
    private static final String SECRET = "s3cr3t";

    private static GitLocation of(String parent, String url) {
        return new GitModule("themes/x", url).location(GitLocation.parse(parent));
    }

    @ParameterizedTest
    @CsvSource({
        "https://git.example/group/site.git, ../theme.git, https://git.example/group/theme.git",
        "https://git.example/group/site.git/, ../theme.git, https://git.example/group/theme.git",
        "https://git.example:8443/group/site.git, ../../theme.git, https://git.example:8443/theme.git",
        "https://git.example/site.git, ./theme.git, https://git.example/site.git/theme.git",
        "https://git.example/site.git, .././theme.git, https://git.example/theme.git",
        "git://git.example/site.git, ../theme.git, git://git.example/theme.git",
        "ssh://git@git.example:22/srv/site.git, ../theme.git, ssh://git.example:22/srv/theme.git",
        "git@git.example:site.git, ../theme.git, git.example:theme.git",
        "git@git.example:/srv/site.git, ../theme.git, git.example:/srv/theme.git",
        "/srv/site.git, ../theme.git, /srv/theme.git",
        "/srv/site.git, /srv/theme.git, /srv/theme.git",
        "/srv/site.git, file:///srv/theme.git, /srv/theme.git",
        "https://git.example/site.git, http://other.example/theme.git, http://other.example/theme.git",
        "/srv/site.git, https://other.example/theme.git, https://other.example/theme.git",
        "https://git.example/site.git, git@other.example:theme.git, other.example:theme.git",
    })
    void addressesAreThoseThatASourceMayHaveOrRelative(String parent, String url, String expected) {
        assertThat(of(parent, url).text()).isEqualTo(expected);
    }

    @Test
    void whoAsksBySshIsKeptInARelativeAddress() {
        assertThat(of("git@git.example:group/site.git", "../theme.git"))
                .isEqualTo(GitLocation.parse("git@git.example:group/theme.git"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ext::sh -c touch% /tmp/x",
                "ext::sh://x",
                "--upload-pack=touch /tmp/x",
                "-u./x",
                "file:///etc",
                "file:/etc",
                "FILE:///etc",
                "file://localhost/srv/private.git",
                "/srv/private.git",
                "private.git",
                "..",
                "C:\\private.git",
                "ftp://git.example/x",
                "javascript:alert(1)",
                "fd::17",
                "transport::https://git.example/x",
                "",
                " ",
                "../../theme.git",
                "../../../theme.git",
                "../x\n.git",
                "../x?token=s3cr3t",
                "https://s3cr3t@git.example/x.git",
                "https://user:s3cr3t@git.example/x.git",
                "ssh://user:s3cr3t@git.example/x.git",
                "ssh://-oProxyCommand=touch/x",
                "ssh://git.example/x.git",
                "http://git.example:80:80/x",
            })
    void othersAreRefusedByARepositoryOnAServer(String url) {
        for (Throwable e = assertFails(ErrorCode.CONTENT_REFUSED, () -> of("https://git.example/site.git", url));
                e != null;
                e = e.getCause()) {
            assertThat(e.toString()).doesNotContain(SECRET);
            assertThat(e.toString()).doesNotContain("\n.git");
        }
        assertThat(assertFails(ErrorCode.CONTENT_REFUSED, () -> of("https://git.example/site.git", url)))
                .hasMessageContaining("themes/x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"private.git", "..", "-x", "ext::x", "https://me:s3cr3t@git.example/x"})
    void someAreRefusedByARepositoryInADirectoryToo(String url) {
        assertFails(ErrorCode.CONTENT_REFUSED, () -> of("/srv/site.git", url));
    }

    @ParameterizedTest
    @CsvSource({
        "https://git.example/a, https://git.example/b, true",
        "https://git.example/a, https://GIT.example:443/b, true",
        "https://git.example/a, http://git.example/b, false",
        "https://git.example/a, https://git.example:8443/b, false",
        "https://git.example/a, https://git.example.evil.example/b, false",
        "git@git.example:a, ssh://other@git.example:22/b, true",
        "git@git.example:a, ssh://git@git.example:2222/b, false",
        "git@git.example:a, https://git.example/b, false",
        "git://git.example/a, git://git.example/b, false",
        "/srv/a, /srv/b, false",
    })
    void whoAsksIsToldToTheSameServerOnly(String parent, String its, boolean isTold) {
        GitOptions options = GitOptions.NONE
                .withSubmodules()
                .withCredentials(new GitCredentials(Optional.of("me"), refused -> SECRET))
                .withTrust(() -> new byte[0])
                .withProxy("proxy.example", 3128, Optional.empty())
                .withPrivateKey(() -> new byte[0])
                .withPassphrase(() -> SECRET)
                .withKnownHosts(() -> new byte[0])
                .withOnly(List.of("a"))
                .withDirectory("d");
        GitOptions told = options.forSubmodule(
                GitLocation.parse(parent), GitLocation.parse(its), new GitReference.DefaultBranch());

        assertThat(told.http().credentials().isPresent()).isEqualTo(isTold);
        assertThat(told.http().trust().isPresent()).isEqualTo(isTold);
        assertThat(told.ssh().privateKey().isPresent()).isEqualTo(isTold);
        assertThat(told.ssh().passphrase().isPresent()).isEqualTo(isTold);
        SshOptions toldByAgent = GitOptions.NONE
                .withSubmodules()
                .withAgent(() -> Path.of("agent.sock"))
                .withAgentKey("SHA256:" + "A".repeat(43))
                .forSubmodule(GitLocation.parse(parent), GitLocation.parse(its), new GitReference.DefaultBranch())
                .ssh();
        assertThat(toldByAgent.agent().isPresent()).isEqualTo(isTold);
        assertThat(toldByAgent.agentKey().isPresent()).isEqualTo(isTold);
        assertThat(told.http().proxy()).isPresent();
        assertThat(told.ssh().knownHosts()).isPresent();
        assertThat(told.directory()).isEmpty();
        assertThat(told.site()).isEqualTo(SiteOptions.NONE.withSubmodules(Submodules.MAX_LEVELS - 1));
    }
}
