package dev.lanewise.train;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.data.DataSet;
import dev.lanewise.kernels.Backends;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.NetSpec;
import dev.lanewise.parallel.Parallel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A thousand runs in one JVM take no more memory than a few. */
@Tag("thorough")
class LeakTest {

  private static final int RUNS = 1000;

  /** A run's workspace holds more than a megabyte: unfreed it would come to a gigabyte. */
  private static final long LEAST_WORKSPACE_BYTES = 1 << 20;

  private static final long MARGIN_BYTES = 200L << 20;

  @Test
  @EnabledOnOs(OS.LINUX)
  void residentMemoryStaysFlat() throws IOException {
    try (Parallel parallel = new Parallel(2)) {
      Kernels kernels = Backends.auto(parallel);
      for (int run = 0; run < RUNS / 5; run++) {
        train(kernels, run);
      }
      long before = residentBytes();
      for (int run = 0; run < RUNS; run++) {
        train(kernels, run);
      }
      long grown = residentBytes() - before;
      assertTrue(grown < MARGIN_BYTES, "grown by %,d bytes".formatted(grown));
    }
  }

  private static void train(Kernels kernels, long seed) {
    try (Workspace workspace = new Workspace()) {
      DataSet data = Blobs.dataSet(workspace, 60, 1400, 3);
      NetSpec spec = NetSpec.twoLayer(1400, 200, 3);
      TrainingConfig config =
          TrainingConfig.DEFAULT
              .withLearningRate(0.01)
              .withBatchSize(20)
              .withEpochs(2)
              .withSeed(seed);
      Classifier classifier =
          Classifier.untrained(data, spec, Normalization.Kind.CENTER, config, kernels, workspace);
      classifier.fit(data, config, TrainingListener.NONE);
      assertTrue(workspace.allocatedBytes() > LEAST_WORKSPACE_BYTES);
    }
  }

  private static long residentBytes() throws IOException {
    String line =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(l -> l.startsWith("VmRSS:"))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
  }
}
