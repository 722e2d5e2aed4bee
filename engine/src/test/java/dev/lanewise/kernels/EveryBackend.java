package dev.lanewise.kernels;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs a test on every vector width at several numbers of threads. */
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest
@MethodSource("dev.lanewise.kernels.KernelBackends#all")
@interface EveryBackend {}
