package dev.lanewise.kernels;

import dev.lanewise.parallel.Parallel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs what tests parts of the vector backend by themselves. Those parts exist once for each width,
 * and so do their tests: each is a class of {@code kernels.vector} that is loaded beside them.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class VectorPartsTest {

  private static final List<String> PARTS =
      List.of("ThreadGridCases", "BlockedGemmCases", "BoxingDetectorCases", "FarEndCases");

  static Stream<Class<?>> parts() throws ReflectiveOperationException {
    Stream.Builder<Class<?>> parts = Stream.builder();
    try (Parallel parallel = new Parallel(1)) {
      for (int bits = 128; bits <= Backends.widestVectorBits(); bits *= 2) {
        ClassLoader loader = VectorLoader.load(bits, parallel).getClass().getClassLoader();
        for (String part : PARTS) {
          parts.add(loader.loadClass("dev.lanewise.kernels.vector." + part));
        }
      }
    }
    return parts.build();
  }

  @ParameterizedTest
  @MethodSource("parts")
  void part(Class<?> part) throws Exception {
    ((Runnable) part.getConstructor().newInstance()).run();
  }
}
