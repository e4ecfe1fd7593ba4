package io.cdntopology.docker;

/**
 * The images of Docker Hub that are used unless others are given: official ones, whose publisher keeps their tags and
 * mends what is found in them.
 *
 * <p>A digest is that of the index of all platforms, as <a href="https://github.com/docker-library/repo-info">the record
 * of the official images</a> had it in September 2026; that of the registry, which is older than this record, is the one by
 * which seven projects that know nothing of each other pin it.
 */
final class OfficialImages {
    static final String NGINX = "nginx:1.30.5@sha256:e9f347c65f318767714e8b0eccfd6b558d00fb92630791fb6cd901fcdf7f6fdd";
    static final String JAVA =
            "eclipse-temurin:17.0.20_8-jre@sha256:c6f2875c05ea10f16398bdc5f73405c384991506f2f1ead8bcc6582ae8adea79";
    static final String REGISTRY =
            "registry:2.8.3@sha256:a3d8aaa63ed8681a604f1dea0aa03f100d5895b6a58ace528858a7b332415373";

    private OfficialImages() {}
}
