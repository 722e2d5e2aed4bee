package dev.lanewise.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.data.DataSet;
import dev.lanewise.data.NormalizationFit;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.nn.Widths;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.optim.Schedule;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.train.Blobs;
import dev.lanewise.train.NetSettings;
import dev.lanewise.train.OptimizerSettings;
import dev.lanewise.train.ScheduleSettings;
import dev.lanewise.train.TrainingSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A search over every optimizer and schedule that dies on the way ends as one that does not. */
class ResumedFormulasTest {

  private static final int INPUTS = 6;
  private static final int CLASSES = 4;
  private static final int EPOCHS = 6;
  private static final long BUDGET = 1L << 30;
  private static final Normalization.Kind KIND = Normalization.Kind.CENTER;

  @TempDir private Path temp;
  @AutoClose private final Workspace workspace = new Workspace();
  @AutoClose private final Parallel parallel = new Parallel(2);
  private final Kernels kernels = Widths.kernels(128, parallel);
  private final DataSet data = Blobs.dataSet(workspace, 60, INPUTS, CLASSES);

  /** The process dies. */
  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Dies within an epoch. */
  private record Life(int lastEpoch, List<TrialResult> told) implements SearchListener {

    @Override
    public void stepDone(int trials, int epoch, int epochs, int step, int steps) {
      if (epoch > lastEpoch && step == 2) {
        throw new Killed();
      }
    }

    @Override
    public void trialDone(TrialResult result, boolean best) {
      told.add(result);
    }
  }

  /** Every optimizer with every schedule, with and without clipping, dropout in all of them. */
  private static List<Trial> trials() {
    return new SearchSpace()
        .set(NetSettings.HIDDEN, Choice.of(List.of(List.of(7))))
        .set(ScheduleSettings.LEARNING_RATE, 0.02)
        .set(TrainingSettings.EPOCHS, EPOCHS)
        .set(TrainingSettings.BATCH_SIZE, 15)
        .set(NetSettings.REG, 0.01)
        .set(NetSettings.DROPOUT, 0.2)
        .set(NetSettings.CLIP_NORM, Choice.of(List.of(0.0, 0.3)))
        .set(OptimizerSettings.OPTIMIZER, Choice.of(Optimizer.all()))
        .set(ScheduleSettings.SCHEDULE, Choice.of(Schedule.all()))
        .set(ScheduleSettings.PLATEAU_PATIENCE, 0)
        .set(ScheduleSettings.STEP_EPOCHS, 2)
        .grid(INPUTS, CLASSES);
  }

  private Search search() {
    Normalization normalization = NormalizationFit.of(KIND, data.train().samples(), workspace);
    return new Search(data, normalization, kernels, BUDGET)
        .checkpoint(temp.resolve("search.checkpoint"));
  }

  /** All train side by side, so all of them have done three epochs of six. */
  @Test
  void endsAsASearchThatDoesNotDie() throws IOException {
    List<Trial> trials = trials();
    assertEquals(2 * Optimizer.all().size() * Schedule.all().size(), trials.size());
    Search whole = search();
    assertTrue(whole.run(trials, SearchListener.NONE));
    List<TrialResult> told = new ArrayList<>();
    assertThrows(Killed.class, () -> search().run(trials, new Life(3, told)));
    Search again = search();
    again.resume(trials, told);
    assertTrue(again.run(trials, SearchListener.NONE));
    assertEquals(whole.results(), again.results());
    long distinct = whole.results().stream().map(TrialResult::witness).distinct().count();
    assertTrue(distinct > trials.size() * 2L / 3, distinct + " different models");
  }
}
