package io.cdntopology.docker;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tests that need a real Docker engine, {@link RealEngine#host()}; they fail where none answers. {@code ./verify} runs them
 * by their tag after all others, when it has an engine and the images {@code cdn-test/…}.
 */
@Tag("engine")
@ExtendWith(RealEngine.class)
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface NeedsEngine {}
