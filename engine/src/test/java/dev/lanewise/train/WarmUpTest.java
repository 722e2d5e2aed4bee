package dev.lanewise.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.data.DataSet;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.NetSpec;
import dev.lanewise.nn.Widths;
import dev.lanewise.parallel.Parallel;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Warming up changes no result, whatever the net's shape. */
class WarmUpTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 16, 100, 130})
  void aRunAfterItHasTheSameBits(int batch) {
    try (Parallel parallel = new Parallel(2);
        Workspace workspace = new Workspace()) {
      DataSet data = Blobs.dataSet(workspace, 130, 70, 5);
      Widths.bits()
          .forEach(bits -> {
            Kernels kernels = bits > 0 ? Widths.kernels(bits, parallel) : Widths.scalar();
            for (List<Integer> hidden : List.of(List.<Integer>of(), List.of(33), List.of(9, 7))) {
              NetSpec net = NetSpec.twoLayer(70, 1, 5).withHidden(hidden).withWeightScale(0.1);
              TrainingConfig config = TrainingConfig.DEFAULT.withBatchSize(batch).withEpochs(2);
              String before = witness(data, net, config, kernels);
              WarmUp.of(net, TrainingConfig.DEFAULT.withBatchSize(batch), kernels);
              assertEquals(before, witness(data, net, config, kernels));
            }
          });
    }
  }

  private static String witness(DataSet data, NetSpec net, TrainingConfig config, Kernels kernels) {
    try (Workspace workspace = new Workspace()) {
      Classifier classifier =
          Classifier.untrained(data, net, Normalization.Kind.CENTER, config, kernels, workspace);
      classifier.fit(data, config, TrainingListener.NONE);
      return WeightsDigest.of(classifier.net());
    }
  }
}
