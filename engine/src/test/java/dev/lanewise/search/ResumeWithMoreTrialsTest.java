package dev.lanewise.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A search that goes on with more trials than it began with. */
class ResumeWithMoreTrialsTest {

  private static final Normalization.Kind KIND = Normalization.Kind.CENTER;

  @TempDir private Path temp;

  /** A trial of fewer epochs than the run that it shares has done must not take its later state. */
  @Test
  void aShorterTrialThatComesLaterEndsAsItDoesAlone() throws IOException {
    try (Parallel parallel = new Parallel(2);
        Workspace workspace = new Workspace()) {
      DataSet data = Blobs.dataSet(workspace, 90, 20, 4);
      Kernels kernels = Widths.kernels(128, parallel);
      SearchSpace space =
          new SearchSpace()
              .set(NetSettings.HIDDEN, Choice.of(List.of(List.of(6))))
              .set(ScheduleSettings.LEARNING_RATE, Choice.of(List.of(0.05)))
              .set(NetSettings.REG, Choice.of(List.of(0.01)))
              .set(TrainingSettings.BATCH_SIZE, Choice.of(List.of(10)))
              .set(NetSettings.WEIGHT_SCALE, Choice.of(List.of(0.05)));
      List<Trial> few = space.set(TrainingSettings.EPOCHS, Choice.of(List.of(9))).grid(20, 4);
      List<Trial> more = space.set(TrainingSettings.EPOCHS, Choice.of(List.of(9, 3))).grid(20, 4);
      Normalization normalization = NormalizationFit.of(KIND, data.train().samples(), workspace);
      Path checkpoint = temp.resolve("checkpoint");
      AtomicInteger epochSeen = new AtomicInteger();
      Search first = new Search(data, normalization, kernels, 1L << 30).checkpoint(checkpoint);
      boolean finished =
          first.run(
              few,
              new SearchListener() {
                @Override
                public void stepDone(int together, int epoch, int epochs, int step, int steps) {
                  epochSeen.set(epoch);
                }

                @Override
                public boolean stopRequested() {
                  return epochSeen.get() > 6;
                }
              });
      assertFalse(finished);
      Search second = new Search(data, normalization, kernels, 1L << 30).checkpoint(checkpoint);
      second.resume(more, first.results());
      assertTrue(second.run(more, SearchListener.NONE));
      List<TrialResult> expected =
          more.stream().map(trial -> Alone.train(trial, data, KIND, kernels)).toList();
      assertEquals(expected, second.results());
    }
  }
}
