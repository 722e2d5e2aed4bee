package dev.lanewise.kernels;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs a test on the scalar backend and every vector width, with one thread each. */
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest
@MethodSource("dev.lanewise.kernels.KernelBackends#widths")
@interface EveryWidth {}
