package dev.lanewise.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.data.DataSet;
import dev.lanewise.data.NormalizationFit;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.nn.Widths;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.train.Blobs;
import dev.lanewise.train.NetSettings;
import dev.lanewise.train.ScheduleSettings;
import dev.lanewise.train.TrainingSettings;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Warm-up steps: equal bits in the plain step and the fused one, alone and beside others. */
class WarmupTest {

  private static final int INPUTS = 12;
  private static final int CLASSES = 4;
  private static final Normalization.Kind KIND = Normalization.Kind.CENTER;

  @AutoClose private final Workspace workspace = new Workspace();
  @AutoClose private final Parallel parallel = new Parallel(2);
  private final DataSet data = Blobs.dataSet(workspace, 60, INPUTS, CLASSES);

  /** Six steps an epoch: a warm-up ends in the first epoch, in the second and never. */
  private static List<Trial> trials() {
    return new SearchSpace()
        .set(NetSettings.HIDDEN, Choice.of(List.of(List.of(6), List.of(5, 4))))
        .set(ScheduleSettings.LEARNING_RATE, Choice.of(List.of(0.05)))
        .set(ScheduleSettings.LR_DECAY, Choice.of(List.of(0.9)))
        .set(TrainingSettings.EPOCHS, Choice.of(List.of(3, 2)))
        .set(NetSettings.REG, Choice.of(List.of(0.01)))
        .set(TrainingSettings.BATCH_SIZE, Choice.of(List.of(10)))
        .set(ScheduleSettings.WARMUP_STEPS, Choice.of(List.of(0, 4, 9, 100)))
        .grid(INPUTS, CLASSES);
  }

  private List<TrialResult> searched(Kernels kernels, boolean fuse) {
    Normalization normalization = NormalizationFit.of(KIND, data.train().samples(), workspace);
    Search search = new Search(data, normalization, kernels, 1L << 30).fuse(fuse);
    assertTrue(search.run(trials(), SearchListener.NONE));
    return search.results();
  }

  @Test
  void everyTrialEndsAsItDoesAloneInThePlainStep() {
    List<TrialResult> expected =
        trials().stream().map(trial -> Alone.train(trial, data, KIND, Widths.scalar())).toList();
    long distinct = expected.stream().map(TrialResult::witness).distinct().count();
    assertTrue(distinct >= 8, distinct + " different nets");
    for (boolean fuse : new boolean[] {true, false}) {
      assertEquals(expected, searched(Widths.scalar(), fuse));
      assertEquals(expected, searched(Widths.kernels(128, parallel), fuse));
    }
  }
}
