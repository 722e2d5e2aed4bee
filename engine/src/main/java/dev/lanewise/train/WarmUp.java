package dev.lanewise.train;

import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.TrainingStep;
import dev.lanewise.memory.Batch;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Pixels;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.NetSpec;
import dev.lanewise.model.Parameters;
import dev.lanewise.model.TrainableNet;
import java.util.List;

/**
 * Has the JVM compile the kernels that a net will need before the net is trained: a small net with
 * few inputs takes some steps. Its products have the shapes of tiles of the real ones, but short
 * sums, so that the tiles' methods are called often and do not loop long: a loop that is compiled
 * while it runs costs the compiler twice. Changes no result.
 *
 * <p>Pays only if the JVM compiles tiles after some calls instead of thousands, as the options do
 * that the launcher sets; docs/training-step has the figures.
 */
public final class WarmUp {

  private static final int STEPS = 20;

  private static final int TILE_ROWS = 60; // tiles of 10 and of 12 rows end here

  private static final int LEAST_ROWS = 24;
  private static final int LEAST_INPUTS = 96; // as wide as a tile of the last columns may be

  /** Larger nets train for so long that a second does not count, and the small one is large too. */
  private static final long MOST_PARAMETERS = 4_000_000;

  private WarmUp() {}

  /**
   * Warms the kernels up for a net.
   *
   * @param config how it will be trained
   */
  public static void of(NetSpec net, TrainingConfig config, Kernels kernels) {
    int batchSize = config.batchSize();
    int inputs = few(net.inputs(), LEAST_INPUTS);
    if (net.withInputs(inputs).parameters() > MOST_PARAMETERS
        || batchSize > Classifier.EVALUATION_BATCH) {
      return;
    }
    try (Workspace workspace = new Workspace()) {
      Labels labels = workspace.labels(batchSize);
      NetSpec small = net.withInputs(inputs).weightedFor(labels);
      Parameters zeros = Parameters.zeros(small, workspace);
      List<TrainableNet> nets =
          List.of(TrainableNet.of(zeros, config.optimizer(), config.seed(), workspace));
      TrainingStep step = TrainingSteps.of(nets, kernels, batchSize, batchSize, workspace);
      List<Matrix> scores = List.of(workspace.matrix(batchSize, small.classes()));
      double[] losses = new double[1];
      double[] rates = {1};
      Pixels pixels = workspace.pixels(batchSize, inputs);
      Normalization normalization = Normalization.unit(workspace, inputs);
      Batch batch = Batch.all(pixels, normalization);
      Batch part = Batch.range(pixels, normalization, 0, few(batchSize, LEAST_ROWS));
      step.load();
      for (int i = 0; i < STEPS; i++) {
        step.scores(scores, batch);
        step.train(losses, part, labels.slice(0, part.count()), rates, i + 1);
      }
      step.store();
    }
  }

  /** Fewer rows, but {@code least} at least, that are divided into the same kinds of tiles. */
  private static int few(int rows, int least) {
    int rest = rows % TILE_ROWS;
    return Math.min(rows, rest + Math.max(0, Math.ceilDiv(least - rest, TILE_ROWS)) * TILE_ROWS);
  }
}
