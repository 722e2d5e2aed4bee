package dev.lanewise.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.activation.Relu;
import dev.lanewise.activation.Tanh;
import dev.lanewise.data.DataSet;
import dev.lanewise.data.NormalizationFit;
import dev.lanewise.data.Sampling;
import dev.lanewise.data.Split;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.loss.MulticlassHinge;
import dev.lanewise.loss.SoftmaxCrossEntropy;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.nn.Widths;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.search.TrialResult.Status;
import dev.lanewise.train.Blobs;
import dev.lanewise.train.Classifier;
import dev.lanewise.train.Epoch;
import dev.lanewise.train.NetSettings;
import dev.lanewise.train.ScheduleSettings;
import dev.lanewise.train.TrainingListener;
import dev.lanewise.train.TrainingSettings;
import dev.lanewise.train.WeightsDigest;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every trial of a grid ends as the training run of the same settings does. */
class SearchTest {

  private static final int INPUTS = 70;
  private static final int CLASSES = 5;
  private static final int SAMPLES = 130;
  private static final long BUDGET = 1L << 30;
  private static final Normalization.Kind KIND = Normalization.Kind.STANDARDIZE;

  /** Different widths, rates, decays, epochs, losses; two batch sizes and two seeds. */
  private static SearchSpace mixed() {
    return new SearchSpace()
        .set(NetSettings.HIDDEN, Choice.of(List.of(List.of(7), List.of(33))))
        .set(ScheduleSettings.LEARNING_RATE, Choice.of(List.of(0.05, 0.5)))
        .set(ScheduleSettings.LR_DECAY, Choice.of(List.of(0.9)))
        .set(TrainingSettings.EPOCHS, Choice.of(List.of(3, 1, 2)))
        .set(NetSettings.REG, Choice.of(List.of(0.0, 0.01)))
        .set(TrainingSettings.BATCH_SIZE, Choice.of(List.of(16, 50)))
        .set(NetSettings.LOSS, Choice.of(List.of(new SoftmaxCrossEntropy(), new MulticlassHinge())))
        .set(NetSettings.WEIGHT_SCALE, Choice.of(List.of(0.05)))
        .set(TrainingSettings.SEED, Choice.of(List.of(3L, 4L)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void everyTrialEndsAsItDoesAlone(int threads) {
    try (Parallel parallel = new Parallel(threads);
        Workspace workspace = new Workspace()) {
      DataSet data = Blobs.dataSet(workspace, SAMPLES, INPUTS, CLASSES);
      List<Trial> trials = mixed().grid(INPUTS, CLASSES);
      Widths.bits()
          .filter(bits -> bits > 0)
          .forEach(bits -> {
            Kernels kernels = Widths.kernels(bits, parallel);
            assertEquals(Reference.RESULTS, search(data, kernels, true, trials).results());
          });
    }
  }

  /** The mixed trials alone, on scalar kernels. */
  private static final class Reference {
    static final List<TrialResult> RESULTS = results();

    private static List<TrialResult> results() {
      try (Workspace workspace = new Workspace()) {
        DataSet data = Blobs.dataSet(workspace, SAMPLES, INPUTS, CLASSES);
        return mixed().grid(INPUTS, CLASSES).stream()
            .map(trial -> alone(trial, data, Widths.scalar()))
            .toList();
      }
    }
  }

  /** What there is no stack for, and no sharing of beginnings. */
  @Test
  void otherNetsTrainByThemselves() {
    SearchSpace grid =
        mixed()
            .set(NetSettings.HIDDEN, Choice.of(List.of(List.of(), List.of(6, 5), List.of(9))))
            .set(NetSettings.ACTIVATION, Choice.of(List.of(new Tanh(), new Relu())))
            .set(ScheduleSettings.LEARNING_RATE, Choice.of(List.of(0.05)))
            .set(TrainingSettings.EPOCHS, Choice.of(List.of(1, 2)))
            .set(TrainingSettings.SAMPLING, Sampling.REPLACEMENT);
    try (Parallel parallel = new Parallel(2);
        Workspace workspace = new Workspace()) {
      DataSet data = Blobs.dataSet(workspace, SAMPLES, INPUTS, CLASSES);
      List<Trial> trials = grid.grid(INPUTS, CLASSES);
      Kernels kernels = Widths.kernels(128, parallel);
      List<TrialResult> expected =
          trials.stream().map(trial -> alone(trial, data, kernels)).toList();
      assertEquals(expected, search(data, kernels, true, trials).results());
      assertEquals(expected, search(data, kernels, false, trials).results());
      assertEquals(expected, search(data, Widths.scalar(), true, trials).results());
    }
  }

  /** One net leaves its stack early, another diverges in its first epoch: the others do not see. */
  @Test
  void neighboursThatEndDoNotMatter() {
    SearchSpace grid =
        mixed()
            .set(ScheduleSettings.LEARNING_RATE, Choice.of(List.of(0.05, 1e30, 1e3)))
            .set(NetSettings.LOSS, Choice.of(List.of(new SoftmaxCrossEntropy())))
            .set(TrainingSettings.EPOCHS, Choice.of(List.of(12, 4)))
            .set(TrainingSettings.EARLY_STOPPING, 2);
    try (Parallel parallel = new Parallel(2);
        Workspace workspace = new Workspace()) {
      DataSet data = Blobs.dataSet(workspace, SAMPLES, INPUTS, CLASSES);
      List<Trial> trials = grid.grid(INPUTS, CLASSES);
      Kernels kernels = Widths.kernels(Widths.bits().max(Integer::compare).orElseThrow(), parallel);
      List<TrialResult> expected =
          trials.stream().map(trial -> alone(trial, data, kernels)).toList();
      assertEquals(2, expected.stream().map(TrialResult::status).distinct().count());
      assertTrue(expected.stream().anyMatch(r -> r.bestEpoch() < 10 && r.bestEpoch() > 0));
      Search search = search(data, kernels, true, trials);
      assertEquals(expected, search.results());
      assertEquals(Status.DONE, search.best().orElseThrow().status());
    }
  }

  /** Of trials side by side, the listener has each epoch's metrics as a run alone has them. */
  @Test
  void everyEpochIsToldAsItIsAlone() {
    try (Parallel parallel = new Parallel(2);
        Workspace workspace = new Workspace()) {
      DataSet data = Blobs.dataSet(workspace, SAMPLES, INPUTS, CLASSES);
      List<Trial> trials =
          mixed()
              .set(NetSettings.HIDDEN, Choice.of(List.of(List.of(7), List.of(6, 5), List.of())))
              .set(TrainingSettings.EPOCHS, Choice.of(List.of(3)))
              .grid(INPUTS, CLASSES);
      Kernels kernels = Widths.kernels(128, parallel);
      Map<Integer, List<Epoch>> told = new TreeMap<>();
      AtomicInteger most = new AtomicInteger();
      newSearch(data, kernels, true, workspace)
          .run(
              trials,
              new SearchListener() {
                @Override
                public void epochDone(List<TrialProgress> running) {
                  most.accumulateAndGet(running.size(), Math::max);
                  for (TrialProgress trial : running) {
                    List<Epoch> epochs =
                        told.computeIfAbsent(trial.trial().number(), _ -> new ArrayList<>());
                    epochs.add(timeless(trial.last()));
                    double best =
                        epochs.stream().mapToDouble(Epoch::validationAccuracy).max().orElseThrow();
                    assertEquals(best, trial.bestAccuracy());
                    assertEquals(best, epochs.get(trial.bestEpoch() - 1).validationAccuracy());
                  }
                }
              });
      assertTrue(most.get() > 2, "side by side");
      for (Trial trial : trials) {
        List<Epoch> alone = new ArrayList<>();
        Classifier.untrained(data, trial.net(), KIND, trial.config(), kernels, workspace)
            .fit(
                data,
                trial.config(),
                new TrainingListener() {
                  @Override
                  public void epochDone(Epoch epoch) {
                    alone.add(timeless(epoch));
                  }
                });
        assertEquals(alone.subList(0, 2), told.get(trial.number()), "the third is its end");
      }
    }
  }

  private static Epoch timeless(Epoch epoch) {
    return new Epoch(
        epoch.epoch(),
        epoch.loss(),
        epoch.trainAccuracy(),
        epoch.validationAccuracy(),
        epoch.validationLoss(),
        epoch.learningRate(),
        0,
        0);
  }

  @Test
  void withoutValidationTheLastEpochIsTheBest() {
    try (Parallel parallel = new Parallel(2);
        Workspace workspace = new Workspace()) {
      DataSet whole = Blobs.dataSet(workspace, SAMPLES, INPUTS, CLASSES);
      Split none = whole.validation().slice(0, 0);
      DataSet data = new DataSet("blobs", whole.train(), none, whole.test(), whole.classNames());
      List<Trial> trials =
          mixed().set(TrainingSettings.SEED, Choice.of(List.of(3L))).grid(INPUTS, CLASSES);
      Kernels kernels = Widths.kernels(128, parallel);
      List<TrialResult> expected =
          trials.stream().map(trial -> alone(trial, data, kernels)).toList();
      Search search = search(data, kernels, true, trials);
      assertEquals(expected, search.results());
      assertEquals(1, search.best().orElseThrow().bestEpoch(), "the cheapest trial");
    }
  }

  /** Highest accuracy, then cheaper, then first; the classifier has that trial's parameters. */
  @Test
  void theBestTrial() {
    try (Parallel parallel = new Parallel(2);
        Workspace workspace = new Workspace()) {
      DataSet data = Blobs.dataSet(workspace, SAMPLES, INPUTS, CLASSES);
      Kernels kernels = Widths.kernels(128, parallel);
      List<Trial> trials = mixed().grid(INPUTS, CLASSES);
      Search search = search(data, kernels, true, trials);
      TrialResult best = search.best().orElseThrow();
      for (TrialResult result : search.results()) {
        boolean worse =
            result.validationAccuracy() < best.validationAccuracy()
                || result.validationAccuracy() == best.validationAccuracy()
                    && (result.trial().cost() > best.trial().cost()
                        || result.trial().cost() == best.trial().cost()
                            && result.trial().number() > best.trial().number());
        assertTrue(worse || result.equals(best), result.toString());
      }
      Classifier classifier = search.bestClassifier(workspace);
      assertEquals(best.witness(), WeightsDigest.of(classifier.net()));
      assertEquals(best.validationAccuracy(), classifier.metrics(data.validation()).accuracy());
    }
  }

  @Test
  void stopsWhenAskedTo() {
    try (Parallel parallel = new Parallel(2);
        Workspace workspace = new Workspace()) {
      DataSet data = Blobs.dataSet(workspace, SAMPLES, INPUTS, CLASSES);
      List<Trial> trials = mixed().grid(INPUTS, CLASSES);
      Search search = newSearch(data, Widths.kernels(128, parallel), true, workspace);
      AtomicInteger ended = new AtomicInteger();
      boolean finished =
          search.run(
              trials,
              new SearchListener() {
                @Override
                public void trialDone(TrialResult result, boolean best) {
                  ended.incrementAndGet();
                }

                @Override
                public boolean stopRequested() {
                  return ended.get() >= 3;
                }
              });
      assertFalse(finished);
      assertEquals(ended.get(), search.results().size());
      assertTrue(ended.get() < trials.size(), ended + " ended");
    }
  }

  /** A small budget cuts a grid into more groups; one that holds no net is refused. */
  @Test
  void groupsAreCutToFit() {
    try (Parallel parallel = new Parallel(1);
        Workspace workspace = new Workspace()) {
      DataSet data = Blobs.dataSet(workspace, SAMPLES, INPUTS, CLASSES);
      Kernels kernels = Widths.kernels(128, parallel);
      List<Trial> trials =
          mixed()
              .set(TrainingSettings.BATCH_SIZE, Choice.of(List.of(16)))
              .set(TrainingSettings.SEED, Choice.of(List.of(3L)))
              .grid(INPUTS, CLASSES);
      List<Integer> wide = groupSizes(data, kernels, trials, BUDGET);
      List<Integer> narrow = groupSizes(data, kernels, trials, 800_000);
      assertEquals(16, wide.stream().max(Integer::compare).orElseThrow());
      assertTrue(narrow.stream().max(Integer::compare).orElseThrow() < 16, narrow.toString());
    }
  }

  /** What a search takes in its workspaces never exceeds its budget, however small that is. */
  @Test
  void theBudgetIsKept() {
    try (Parallel parallel = new Parallel(2);
        Workspace workspace = new Workspace()) {
      DataSet data = Blobs.dataSet(workspace, SAMPLES, INPUTS, CLASSES);
      Normalization normalization = NormalizationFit.of(KIND, data.train().samples(), workspace);
      Kernels kernels = Widths.kernels(128, parallel);
      List<Trial> trials =
          mixed()
              .set(NetSettings.HIDDEN, Choice.of(List.of(List.of(1))))
              .set(TrainingSettings.SEED, Choice.of(List.of(3L)))
              .set(TrainingSettings.EPOCHS, Choice.of(List.of(1)))
              .grid(INPUTS, CLASSES)
              .subList(0, 1);
      int parameters = 2 * 4 * 16 * (INPUTS + 3); // two copies, rows of 16 floats
      int done = 0;
      int failed = 0;
      for (long budget = 10_000; done == 0 || failed == 0 || budget < 300_000; budget += 2_000) {
        List<Workspace> ofStacks = new ArrayList<>();
        Kernels watched = watched(kernels, ofStacks);
        Search search = new Search(data, normalization, watched, budget);
        search.run(trials, SearchListener.NONE);
        if (search.results().getFirst().status() == TrialResult.Status.DONE) {
          long taken = parameters + ofStacks.getLast().allocatedBytes();
          assertTrue(taken <= budget, taken + " bytes of " + budget);
          done++;
        } else {
          failed++;
        }
      }
    }
  }

  /** Kernels that tell the workspaces in which stacks take their memory. */
  private static Kernels watched(Kernels kernels, List<Workspace> ofStacks) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          if (method.getName().equals("fusedStep")) {
            ofStacks.add((Workspace) arguments[2]);
          }
          try {
            return method.invoke(kernels, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        };
    Class<?>[] types = {Kernels.class};
    return (Kernels) Proxy.newProxyInstance(Kernels.class.getClassLoader(), types, handler);
  }

  private static List<Integer> groupSizes(
      DataSet data, Kernels kernels, List<Trial> trials, long budget) {
    List<Integer> sizes = new ArrayList<>();
    try (Workspace workspace = new Workspace()) {
      Normalization normalization = NormalizationFit.of(KIND, data.train().samples(), workspace);
      new Search(data, normalization, kernels, budget)
          .run(
              trials,
              new SearchListener() {
                @Override
                public void stepDone(int together, int epoch, int epochs, int step, int steps) {
                  sizes.add(together);
                }
              });
    }
    return sizes;
  }

  /** The others go on; none is left out because it stood in a stack with the one too large. */
  @Test
  void aNetThatDoesNotFitFailsAlone() {
    try (Parallel parallel = new Parallel(1);
        Workspace workspace = new Workspace()) {
      DataSet data = Blobs.dataSet(workspace, SAMPLES, INPUTS, CLASSES);
      Kernels kernels = Widths.kernels(128, parallel);
      List<Trial> trials =
          mixed()
              .set(
                  NetSettings.HIDDEN,
                  Choice.of(
                      List.of(List.of(7), List.of(40_000), List.of(9), List.of(30_000, 20_000))))
              .set(TrainingSettings.SEED, Choice.of(List.of(3L)))
              .grid(INPUTS, CLASSES);
      Normalization normalization = NormalizationFit.of(KIND, data.train().samples(), workspace);
      Search search = new Search(data, normalization, kernels, 4_000_000);
      assertTrue(search.run(trials, SearchListener.NONE));
      assertEquals(trials.size(), search.results().size());
      for (TrialResult result : search.results()) {
        boolean large = result.trial().net().layerOutputs(0) > 100;
        assertEquals(large ? Status.FAILED : Status.DONE, result.status(), result.reason());
        assertEquals(large, result.reason().contains("memory"), result.reason());
      }
      assertEquals(Status.DONE, search.best().orElseThrow().status());
    }
  }

  /** Stopped in the third epoch of the only stack, or run: the best of two epochs is kept. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theBestEpochSurvivesAStop(boolean deep) {
    try (Parallel parallel = new Parallel(2);
        Workspace workspace = new Workspace()) {
      DataSet data = Blobs.dataSet(workspace, SAMPLES, INPUTS, CLASSES);
      List<Integer> layers = deep ? List.of(7, 7) : List.of(7);
      SearchSpace grid =
          mixed()
              .set(NetSettings.HIDDEN, Choice.of(List.of(layers)))
              .set(TrainingSettings.EPOCHS, Choice.of(List.of(9)))
              .set(TrainingSettings.SEED, Choice.of(List.of(3L)));
      List<Trial> trials =
          grid.set(ScheduleSettings.LEARNING_RATE, Choice.of(List.of(0.05))).grid(INPUTS, CLASSES);
      Kernels kernels = Widths.kernels(128, parallel);
      Search search = newSearch(data, kernels, true, workspace);
      List<TrialResult> kept = new ArrayList<>();
      AtomicInteger epochSeen = new AtomicInteger();
      boolean finished =
          search.run(
              trials,
              new SearchListener() {
                @Override
                public void stepDone(int together, int epoch, int epochs, int step, int steps) {
                  epochSeen.set(epoch);
                }

                @Override
                public void unfinishedBest(TrialResult result) {
                  kept.add(result);
                }

                @Override
                public boolean stopRequested() {
                  return epochSeen.get() == 3;
                }
              });
      assertFalse(finished);
      assertEquals(List.of(), search.results());
      TrialResult best = search.best().orElseThrow();
      assertEquals(best, kept.getLast());
      assertEquals(Status.INTERRUPTED, best.status());
      TrialResult alone = alone(best.trial().withEpochs(2), data, kernels);
      assertEquals(alone.witness(), best.witness());
      assertEquals(alone.validationAccuracy(), best.validationAccuracy());
      assertEquals(best.witness(), WeightsDigest.of(search.bestClassifier(workspace).net()));
    }
  }

  @Test
  void orderOfTheGrid() {
    List<Trial> trials =
        new SearchSpace().set(TrainingSettings.SEED, Choice.of(List.of(1L, 2L))).grid(3072, 10);
    assertEquals(24, trials.size());
    assertEquals(List.of(100), trials.getFirst().net().hidden());
    assertEquals(List.of(1L, 2L), seeds(trials.subList(0, 2)));
    assertEquals(0, trials.get(0).net().reg());
    assertEquals(0.1, trials.get(2).net().reg());
    assertEquals(5e-4, trials.get(3).config().learningRate());
    assertEquals(1e-3, trials.get(4).config().learningRate());
    assertEquals(2e-3, trials.get(8).config().learningRate());
    assertEquals(List.of(200), trials.get(12).net().hidden());
    assertEquals(13, trials.get(12).number());
    assertNotEquals(trials.get(0).config(), trials.get(1).config());
  }

  private static List<Long> seeds(List<Trial> trials) {
    return trials.stream().map(trial -> trial.config().seed()).toList();
  }

  private static Search search(DataSet data, Kernels kernels, boolean fuse, List<Trial> trials) {
    Workspace workspace = new Workspace(); // the best classifier reads the normalization later on
    Search search = newSearch(data, kernels, fuse, workspace);
    assertTrue(search.run(trials, SearchListener.NONE));
    return search;
  }

  private static Search newSearch(
      DataSet data, Kernels kernels, boolean fuse, Workspace workspace) {
    Normalization normalization = NormalizationFit.of(KIND, data.train().samples(), workspace);
    return new Search(data, normalization, kernels, BUDGET).fuse(fuse);
  }

  private static TrialResult alone(Trial trial, DataSet data, Kernels kernels) {
    return Alone.train(trial, data, KIND, kernels);
  }
}
