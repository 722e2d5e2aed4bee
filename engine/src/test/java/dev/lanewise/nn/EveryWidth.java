package dev.lanewise.nn;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs a test, whose argument is a Kernels, on the scalar backend and on every vector width. */
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest
@MethodSource("dev.lanewise.nn.Widths#named")
public @interface EveryWidth {}
