package dev.lanewise.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.data.DataSet;
import dev.lanewise.data.Folds;
import dev.lanewise.data.NormalizationFit;
import dev.lanewise.io.MalformedFileException;
import dev.lanewise.io.Safetensors;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.loss.SoftmaxCrossEntropy;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.nn.Widths;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.train.Blobs;
import dev.lanewise.train.ModelFile;
import dev.lanewise.train.Monitor;
import dev.lanewise.train.NetSettings;
import dev.lanewise.train.ScheduleSettings;
import dev.lanewise.train.TrainingSettings;
import dev.lanewise.train.WeightsDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A search that is stopped or dies at any moment, and goes on in a new one with the results that
 * were told and the checkpoint: it ends as one that nobody disturbed, bit for bit.
 */
class ResumeTest {

  private static final int INPUTS = 12;
  private static final int CLASSES = 4;
  private static final int SAMPLES = 50;
  private static final long BUDGET = 1L << 30;
  private static final Normalization.Kind KIND = Normalization.Kind.CENTER;

  @TempDir private Path temp;
  private Path checkpoint = Path.of("");
  private Parallel parallel = new Parallel(1);
  private Workspace workspace = new Workspace();
  private DataSet data = Blobs.dataSet(workspace, SAMPLES, INPUTS, CLASSES);
  private Kernels kernels = Widths.kernels(128, parallel);

  @BeforeEach
  void name() {
    checkpoint = temp.resolve("search.checkpoint");
  }

  @AfterEach
  void close() {
    workspace.close();
    parallel.close();
  }

  private static SearchSpace space() {
    return new SearchSpace()
        .set(NetSettings.HIDDEN, Choice.of(List.of(List.of(6), List.of(13), List.of(5, 4))))
        .set(ScheduleSettings.LEARNING_RATE, Choice.of(List.of(0.003, 0.05, 1e30)))
        .set(ScheduleSettings.LR_DECAY, Choice.of(List.of(0.9)))
        .set(TrainingSettings.EPOCHS, Choice.of(List.of(3, 1)))
        .set(NetSettings.REG, Choice.of(List.of(0.01)))
        .set(TrainingSettings.BATCH_SIZE, Choice.of(List.of(10, 25)))
        .set(NetSettings.LOSS, Choice.of(List.of(new SoftmaxCrossEntropy())))
        .set(NetSettings.WEIGHT_SCALE, Choice.of(List.of(0.05)))
        .set(TrainingSettings.SEED, Choice.of(List.of(3L)))
        .set(TrainingSettings.EARLY_STOPPING, 2);
  }

  /** Every way to search; each has several groups, and trials that diverge. */
  private enum Way {
    GRID(false, 0, true),
    UNFUSED(false, 0, false),
    FOLDS(false, 3, true),
    UNFUSED_FOLDS(false, 2, false),
    HALVING(true, 0, true),
    UNFUSED_HALVING(true, 0, false),
    HALVING_FOLDS(true, 2, true);

    private final boolean halving;
    private final int folds;
    private final boolean fuse;

    Way(boolean halving, int folds, boolean fuse) {
      this.halving = halving;
      this.folds = folds;
      this.fuse = fuse;
    }

    /** Losses where there are folds, whose results the checkpoint holds. */
    private Monitor monitor() {
      return folds > 0 ? Monitor.LOSS : Monitor.ACCURACY;
    }

    List<Trial> trials() {
      if (halving) {
        return space()
            .set(TrainingSettings.MONITOR, monitor())
            .set(
                ScheduleSettings.LEARNING_RATE, Choice.of(List.of(0.0005, 0.003, 0.02, 0.05, 1e30)))
            .set(TrainingSettings.EPOCHS, Choice.of(List.of(9)))
            .random(13, 0, INPUTS, CLASSES);
      }
      SearchSpace space = space().set(TrainingSettings.MONITOR, monitor());
      if (!fuse || folds > 0) { // fewer, for there are more groups
        space.set(NetSettings.HIDDEN, Choice.of(List.of(List.of(6), List.of(5, 4))));
        space.set(
            ScheduleSettings.LEARNING_RATE,
            Choice.of(fuse ? List.of(0.003, 0.05, 1e30) : List.of(0.05, 1e30)));
      }
      return space.grid(INPUTS, CLASSES);
    }
  }

  private Search search(Way way, DataSet on) {
    Normalization normalization = NormalizationFit.of(KIND, on.train().samples(), workspace);
    Search search =
        new Search(on, normalization, kernels, BUDGET)
            .fuse(way.fuse)
            .halving(way.halving)
            .checkpoint(checkpoint);
    return way.folds > 0 ? search.folds(new Folds(on, way.folds, 3)) : search;
  }

  private Search search(Way way) {
    return search(way, data);
  }

  /** The process dies. */
  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Lives for so many moments, then stops the search or dies in the midst of it. */
  private static final class Life implements SearchListener {

    private final long moments;
    private final boolean dies;
    private final List<TrialResult> told; // as a results file would have it
    private long seen;
    private int steps;

    Life(long moments, boolean dies, List<TrialResult> told) {
      this.moments = moments;
      this.dies = dies;
      this.told = told;
    }

    private void moment() {
      if (++seen > moments && dies) {
        throw new Killed();
      }
    }

    @Override
    public void foldStarted(int fold, int folds) {
      moment();
    }

    @Override
    public void stepDone(int trials, int epoch, int epochs, int step, int steps) {
      this.steps++;
      moment();
    }

    /** It may die before the result is on the disk, and right after. */
    @Override
    public void trialDone(TrialResult result, boolean best) {
      moment();
      told.add(result);
      moment();
    }

    @Override
    public boolean stopRequested() {
      return seen > moments;
    }
  }

  private static boolean runs(Search search, List<Trial> trials, Life life) {
    try {
      return search.run(trials, life);
    } catch (Killed killed) {
      return false;
    }
  }

  /** How an undisturbed search ends; its model is trained on all rows if there are folds. */
  private record Ending(List<TrialResult> results, TrialResult best, String model, int steps) {}

  private Ending undisturbed(Way way) throws IOException {
    Search search = search(way);
    Life life = new Life(Long.MAX_VALUE, false, new ArrayList<>());
    assertTrue(search.run(way.trials(), life));
    Files.delete(checkpoint);
    return new Ending(
        search.results(), search.best().orElseThrow(), modelWitness(search), life.steps);
  }

  /** The witness of the model that the search ends with, trained again where it has to be. */
  private String modelWitness(Search search) {
    if (!search.hasBestModel()) {
      search.trainBest(SearchListener.NONE).orElseThrow();
    }
    try (Workspace scratch = new Workspace()) {
      return WeightsDigest.of(search.bestClassifier(scratch).net());
    }
  }

  private void assertEndsAs(Ending expected, Way way, Search search, String when) {
    assertEquals(expected.results(), search.results(), when);
    assertEquals(expected.best(), search.best().orElseThrow(), when);
    assertEquals(expected.model(), modelWitness(search), when);
  }

  /** Disturbed once, at a moment given; gives the number of steps of both lives. */
  private void disturbOnce(Way way, Ending expected, long moment, boolean dies) throws IOException {
    Files.deleteIfExists(checkpoint);
    List<TrialResult> told = new ArrayList<>();
    Life first = new Life(moment, dies, told);
    assertFalse(runs(search(way), way.trials(), first));
    String when = way + (dies ? " died" : " stopped") + " after moment " + moment;
    Search again = search(way);
    again.resume(way.trials(), told);
    Life second = new Life(Long.MAX_VALUE, dies, told);
    assertTrue(again.run(way.trials(), second));
    assertEndsAs(expected, way, again, when);
    assertEquals(
        expected.results().size(),
        told.stream().map(result -> result.trial().number()).distinct().count(),
        when);
    assertEquals(expected.results().size(), told.size(), () -> when + ": told twice");
  }

  private void sweep(Way way, int stride) throws IOException {
    Ending expected = undisturbed(way);
    Life whole = new Life(Long.MAX_VALUE, true, new ArrayList<>());
    search(way).run(way.trials(), whole);
    for (long moment = 0; moment < whole.seen; moment += stride) {
      disturbOnce(way, expected, moment, true);
      if (moment < whole.seen - 30) { // after the last step nobody asks whether to stop
        disturbOnce(way, expected, moment, false);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void disturbedOnceAtSomeMoments(Way way) throws IOException {
    sweep(way, 83);
  }

  @Tag("thorough")
  @ParameterizedTest
  @EnumSource(Way.class)
  void disturbedOnceAtEveryMoment(Way way) throws IOException {
    sweep(way, 1);
  }

  /** Again and again, never long after the last time. */
  @ParameterizedTest
  @EnumSource(Way.class)
  void disturbedAgainAndAgain(Way way) throws IOException {
    Ending expected = undisturbed(way);
    Random random = new Random(way.ordinal());
    for (boolean dies : new boolean[] {true, false}) {
      Files.deleteIfExists(checkpoint);
      List<TrialResult> told = new ArrayList<>();
      Search search;
      int lives = 0;
      boolean finished;
      do {
        search = search(way);
        search.resume(way.trials(), told);
        finished = runs(search, way.trials(), new Life(15 + random.nextInt(25), dies, told));
        lives++;
      } while (!finished);
      assertEndsAs(expected, way, search, way + " after " + lives + " lives");
      assertEquals(expected.results().size(), told.size(), "told twice");
      assertTrue(lives > 2, lives + " lives");
    }
  }

  /** Nothing diverges here, so all but an epoch of the group in work is kept: steps are counted. */
  @ParameterizedTest
  @EnumSource(Way.class)
  void atMostAnEpochIsTrainedAgain(Way way) throws IOException {
    List<Trial> trials =
        way.trials().stream().filter(trial -> trial.config().learningRate() < 1).toList();
    Life whole = new Life(Long.MAX_VALUE, true, new ArrayList<>());
    search(way).run(trials, whole);
    for (long moment = 3; moment < whole.seen; moment += 97) {
      Files.delete(checkpoint);
      List<TrialResult> told = new ArrayList<>();
      Life first = new Life(moment, true, told);
      assertFalse(runs(search(way), trials, first));
      Search again = search(way);
      again.resume(trials, told);
      Life second = new Life(Long.MAX_VALUE, true, told);
      again.run(trials, second);
      int most = SAMPLES * 2 / 10; // steps of an epoch, with folds too
      int twice = first.steps + second.steps - whole.steps;
      String when = way + " at moment " + moment + ": " + twice + " steps again";
      assertTrue(twice <= most, when);
      if (!Files.exists(checkpoint)) {
        Files.createFile(checkpoint);
      }
    }
  }

  /** The first trials of a longer random search, wherever these were. */
  @Test
  void aRandomSearchMayGetMoreTrials() throws IOException {
    SearchSpace space = space().set(ScheduleSettings.LEARNING_RATE, Choice.logUniform(1e-4, 0.1));
    List<Trial> more = space.random(14, 6, INPUTS, CLASSES);
    List<Trial> few = space.random(8, 6, INPUTS, CLASSES);
    Search whole = search(Way.GRID);
    whole.run(more, SearchListener.NONE);
    Files.delete(checkpoint);
    for (long moment : new long[] {5, 60, 90, 10_000}) {
      Files.deleteIfExists(checkpoint);
      List<TrialResult> told = new ArrayList<>();
      runs(search(Way.GRID), few, new Life(moment, true, told));
      Search again = search(Way.GRID);
      again.resume(more, told);
      assertTrue(again.run(more, SearchListener.NONE));
      assertEquals(whole.results(), again.results());
      assertEquals(whole.best(), again.best());
    }
  }

  /** Other kernels, other numbers of threads, other memory: the search is the same. */
  @Test
  void theMachineMayChange() throws IOException {
    Ending expected = undisturbed(Way.GRID);
    List<TrialResult> told = new ArrayList<>();
    runs(search(Way.GRID), Way.GRID.trials(), new Life(60, true, told));
    byte[] left = Files.readAllBytes(checkpoint);
    try (Parallel more = new Parallel(3)) {
      for (int bits : Widths.bits().toList()) {
        Files.write(checkpoint, left);
        kernels = Widths.kernels(bits, more);
        Search again = search(Way.GRID);
        again.resume(Way.GRID.trials(), told);
        assertTrue(again.run(Way.GRID.trials(), SearchListener.NONE));
        assertEquals(expected.results(), again.results());
        assertEquals(expected.best(), again.best().orElseThrow());
      }
    }
  }

  /** Results that are lost while the checkpoint is further: trained again, or refused. */
  @ParameterizedTest
  @EnumSource(Way.class)
  void resultsThatAreLost(Way way) throws IOException {
    Ending expected = undisturbed(way);
    for (long moment = 30; moment < 330; moment += 50) {
      Files.deleteIfExists(checkpoint);
      List<TrialResult> told = new ArrayList<>();
      if (runs(search(way), way.trials(), new Life(moment, true, told)) || told.isEmpty()) {
        continue;
      }
      byte[] left = Files.readAllBytes(checkpoint);
      List<List<TrialResult>> rest =
          List.of(
              List.of(),
              told.subList(0, told.size() - 1),
              told.subList(1, told.size()),
              told.subList(told.size() / 2, told.size()));
      for (List<TrialResult> some : rest) {
        Files.write(checkpoint, left);
        Search again = search(way);
        try {
          again.resume(way.trials(), some);
        } catch (MalformedFileException e) {
          assertArrayEquals(left, Files.readAllBytes(checkpoint));
          continue;
        }
        assertTrue(again.run(way.trials(), SearchListener.NONE));
        String when = way + " died after moment " + moment + ", " + some.size() + " results left";
        assertEquals(expected.results(), again.results(), when);
      }
    }
  }

  private byte[] halfDone(Way way) throws IOException {
    Files.deleteIfExists(checkpoint);
    assertFalse(runs(search(way), way.trials(), new Life(60, true, new ArrayList<>())));
    return Files.readAllBytes(checkpoint);
  }

  /** Bits that flipped, bytes that are gone or too many: told, and the file is left alone. */
  @ParameterizedTest
  @EnumSource(names = {"GRID", "HALVING_FOLDS"})
  void aDamagedCheckpointIsRefused(Way way) throws IOException {
    byte[] whole = halfDone(way);
    Random random = new Random(5);
    for (int i = 0; i < 300; i++) {
      byte[] damaged = whole.clone();
      int at = i < 100 ? i : random.nextInt(whole.length);
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      assertRefused(way, damaged, "byte " + at);
    }
    for (int i = 0; i < 40; i++) {
      int length = i < 10 ? i : random.nextInt(whole.length);
      assertRefused(way, Arrays.copyOf(whole, length), "cut to " + length);
      assertRefused(
          way, Arrays.copyOf(whole, whole.length + 1 + i), "with " + (1 + i) + " bytes more");
    }
  }

  private void assertRefused(Way way, byte[] content, String what) throws IOException {
    Files.write(checkpoint, content);
    assertRefused(search(way), way.trials(), what);
  }

  private String assertRefused(Search search, List<Trial> trials, String what) throws IOException {
    byte[] content = Files.readAllBytes(checkpoint);
    MalformedFileException e =
        assertThrows(MalformedFileException.class, () -> search.resume(trials, List.of()), what);
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith(checkpoint + ": "), message);
    assertEquals(1, message.lines().count(), message);
    assertArrayEquals(content, Files.readAllBytes(checkpoint), what);
    return message;
  }

  /** A file that is no checkpoint, though of this program. */
  @Test
  void aModelIsNoCheckpoint() throws IOException {
    Search search = search(Way.GRID);
    search.run(Way.GRID.trials(), SearchListener.NONE);
    try (Workspace scratch = new Workspace()) {
      ModelFile.write(checkpoint, search.bestClassifier(scratch), Map.of());
    }
    assertRefused(search(Way.GRID), Way.GRID.trials(), "a model");
  }

  /** What differs is told. */
  @Test
  void theCheckpointOfAnotherSearchIsRefused() throws IOException {
    List<Trial> trials = Way.GRID.trials();
    halfDone(Way.GRID);
    List<Trial> otherRate =
        space()
            .set(ScheduleSettings.LEARNING_RATE, Choice.of(List.of(0.003, 0.06, 1e30)))
            .grid(INPUTS, CLASSES);
    assertRefused(search(Way.GRID), otherRate, "another rate");
    assertRefused(
        search(Way.GRID),
        space().set(TrainingSettings.EARLY_STOPPING, 3).grid(INPUTS, CLASSES),
        "patience");
    assertRefused(search(Way.GRID), trials.subList(0, 5), "fewer trials");
    String folds = assertRefused(search(Way.FOLDS), trials, "folds");
    assertTrue(folds.contains("folds"), folds);
    DataSet other = Blobs.dataSet(workspace, SAMPLES + 1, INPUTS, CLASSES);
    String data = assertRefused(search(Way.GRID, other), trials, "other data");
    assertTrue(data.contains("trainSize"), data);
    Normalization unit =
        NormalizationFit.of(Normalization.Kind.UNIT, other.train().samples(), workspace);
    String kind =
        assertRefused(
            new Search(this.data, unit, kernels, BUDGET).checkpoint(checkpoint), trials, "kind");
    assertTrue(kind.contains("normalize"), kind);
    halfDone(Way.HALVING);
    List<Trial> drawn = Way.HALVING.trials();
    String halving = assertRefused(search(Way.GRID), drawn, "not by halving");
    assertTrue(halving.contains("halving"), halving);
    assertRefused(
        search(Way.HALVING),
        space().set(TrainingSettings.EPOCHS, Choice.of(List.of(9))).random(14, 0, INPUTS, CLASSES),
        "more trials than were ranked");
  }

  /** With more trials too the first must be those that it was written for. */
  @Test
  void otherTrialsWithMoreBehindThemAreRefused() throws IOException {
    List<Trial> trials = Way.GRID.trials();
    List<TrialResult> told = new ArrayList<>();
    assertFalse(runs(search(Way.GRID), trials.subList(0, 20), new Life(60, true, told)));
    assertRefused(search(Way.GRID), trials.subList(0, 19), "fewer");
    assertRefused(search(Way.GRID), trials.subList(1, 24), "the first is missing");
    List<Trial> swapped = new ArrayList<>(trials);
    Collections.swap(swapped, 18, 19);
    String message = assertRefused(search(Way.GRID), swapped, "another order");
    assertTrue(message.contains("trialsSha256"), message);
    List<Trial> longer = new ArrayList<>(trials);
    longer.set(18, longer.get(18).withEpochs(99));
    String epochs = assertRefused(search(Way.GRID), longer, "more epochs");
    assertTrue(epochs.contains("epochs") && epochs.contains("99"), epochs);
    Collections.swap(swapped, 18, 19);
    Collections.swap(swapped, 20, 21);
    search(Way.GRID).resume(swapped, told);
  }

  /**
   * It is written after every epoch, so it must not grow with the trials that are still to come.
   */
  @Test
  void theCheckpointIsAsLargeForThousandsOfTrials() throws IOException {
    List<Long> sizes = new ArrayList<>();
    for (int count : new int[] {1000, 9000}) {
      List<Trial> trials =
          space()
              .set(ScheduleSettings.LEARNING_RATE, Choice.logUniform(1e-4, 0.1))
              .set(NetSettings.HIDDEN, Choice.of(List.of(List.of(6))))
              .set(TrainingSettings.EPOCHS, Choice.of(List.of(3)))
              .set(TrainingSettings.BATCH_SIZE, Choice.of(List.of(10)))
              .random(count, 6, INPUTS, CLASSES);
      assertFalse(runs(search(Way.UNFUSED), trials, new Life(15, true, new ArrayList<>())));
      sizes.add(Files.size(checkpoint));
    }
    assertEquals(sizes.getFirst(), sizes.getLast());
  }

  /** One that an older version has written. */
  @Test
  void aCheckpointOfAnotherFormatIsRefused() throws IOException {
    Map<String, String> older = new LinkedHashMap<>();
    older.put("lanewise.format", "search checkpoint 4");
    older.put("lanewise.search.trial 1", Way.GRID.trials().getFirst().toString());
    older.put("lanewise.ended", "");
    Safetensors.write(checkpoint, older, Map.of());
    String message = assertRefused(search(Way.GRID), Way.GRID.trials(), "an older one");
    assertTrue(message.contains("search checkpoint 4"), message);
    for (String trials : new String[] {"", "x", "-1", "99999999999"}) {
      older.put("lanewise.format", "search checkpoint 5");
      older.put("lanewise.search.trials", trials);
      Safetensors.write(checkpoint, older, Map.of());
      assertRefused(search(Way.GRID), Way.GRID.trials(), "trials " + trials);
    }
  }

  /** A stop keeps the best epoch so far, of a trial that waits for its next rung too. */
  @ParameterizedTest
  @EnumSource(names = {"GRID", "HALVING"})
  void aSecondStopDoesNotForgetTheFirst(Way way) throws IOException {
    int compared = 0;
    for (long moment = 20; moment < 200; moment += 20) {
      Files.deleteIfExists(checkpoint);
      List<TrialResult> told = new ArrayList<>();
      Search first = search(way);
      if (runs(first, way.trials(), new Life(moment, false, told)) || first.best().isEmpty()) {
        continue;
      }
      byte[] left = Files.readAllBytes(checkpoint);
      for (long more = 1; more < 20; more += 6) {
        Files.write(checkpoint, left);
        Search second = search(way);
        second.resume(way.trials(), told);
        if (!runs(second, way.trials(), new Life(more, false, new ArrayList<>()))) {
          String when = "stopped after moment " + moment + ", and " + more + " later again";
          assertTrue(bestAccuracy(second) >= bestAccuracy(first), when);
          compared++;
        }
      }
    }
    assertTrue(compared > 3, compared + " compared");
  }

  private static double bestAccuracy(Search search) {
    return search.best().map(TrialResult::validationAccuracy).orElse(-1.0);
  }
}
