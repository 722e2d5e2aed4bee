package dev.lanewise.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.activation.Activation;
import dev.lanewise.activation.Relu;
import dev.lanewise.activation.Tanh;
import dev.lanewise.data.Sampling;
import dev.lanewise.loss.Loss;
import dev.lanewise.loss.MulticlassHinge;
import dev.lanewise.loss.SoftmaxCrossEntropy;
import dev.lanewise.model.Init;
import dev.lanewise.model.NetSpec;
import dev.lanewise.optim.EpochDecay;
import dev.lanewise.random.CounterRandom;
import dev.lanewise.random.CounterRandom.Purpose;
import dev.lanewise.search.SearchSpace.Edge;
import dev.lanewise.train.NetSettings;
import dev.lanewise.train.ScheduleSettings;
import dev.lanewise.train.TrainingConfig;
import dev.lanewise.train.TrainingPlan;
import dev.lanewise.train.TrainingSettings;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which trials a grid and a random search consist of. */
class SearchSpaceTest {

  private static final int INPUTS = 12;
  private static final int CLASSES = 4;

  /** Two values of everything. */
  private static SearchSpace lists() {
    return new SearchSpace()
        .set(NetSettings.HIDDEN, Choice.of(List.of(List.of(5), List.of(4, 3))))
        .set(ScheduleSettings.LEARNING_RATE, Choice.of(List.of(0.5, 0.25)))
        .set(ScheduleSettings.LR_DECAY, Choice.of(List.of(0.9, 0.8)))
        .set(TrainingSettings.EPOCHS, Choice.of(List.of(3, 2)))
        .set(NetSettings.REG, Choice.of(List.of(0.0, 1.0)))
        .set(TrainingSettings.BATCH_SIZE, Choice.of(List.of(10, 20)))
        .set(NetSettings.ACTIVATION, Choice.of(List.of(new Relu(), new Tanh())))
        .set(NetSettings.LOSS, Choice.of(List.of(new SoftmaxCrossEntropy(), new MulticlassHinge())))
        .set(NetSettings.WEIGHT_SCALE, Choice.of(List.of(0.1, 0.2)))
        .set(TrainingSettings.SEED, Choice.of(List.of(8L, 9L)))
        .set(TrainingSettings.SAMPLING, Sampling.REPLACEMENT)
        .set(TrainingSettings.EARLY_STOPPING, 3);
  }

  private static Trial trial(
      int number,
      List<Integer> hidden,
      double rate,
      double decay,
      int epochs,
      double reg,
      int batchSize,
      Activation activation,
      Loss loss,
      double scale,
      long seed,
      Sampling sampling,
      int earlyStopping) {
    return new Trial(
        number,
        new TrainingPlan(
            new NetSpec(INPUTS, hidden, CLASSES, activation, loss, scale, reg),
            TrainingConfig.DEFAULT
                .withLearningRate(rate)
                .withSchedule(new EpochDecay(decay))
                .withBatchSize(batchSize)
                .withEpochs(epochs)
                .withSampling(sampling)
                .withEarlyStopping(earlyStopping)
                .withSeed(seed)));
  }

  /** The order of docs/cli.md: hidden first, seed last and fastest. */
  @Test
  void aGridIsEveryCombinationTheLastVaryingFastest() {
    List<Trial> expected = new ArrayList<>();
    for (List<Integer> hidden : List.of(List.of(5), List.of(4, 3))) {
      for (double rate : new double[] {0.5, 0.25}) {
        for (double decay : new double[] {0.9, 0.8}) {
          for (int epochs : new int[] {3, 2}) {
            for (double reg : new double[] {0, 1}) {
              for (int batchSize : new int[] {10, 20}) {
                for (Activation activation : List.of(new Relu(), new Tanh())) {
                  for (Loss loss : List.of(new SoftmaxCrossEntropy(), new MulticlassHinge())) {
                    for (double scale : new double[] {0.1, 0.2}) {
                      for (long seed : new long[] {8, 9}) {
                        expected.add(
                            trial(
                                expected.size() + 1,
                                hidden,
                                rate,
                                decay,
                                epochs,
                                reg,
                                batchSize,
                                activation,
                                loss,
                                scale,
                                seed,
                                Sampling.REPLACEMENT,
                                3));
                      }
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
    assertEquals(expected, lists().grid(INPUTS, CLASSES));
  }

  private static SearchSpace ranges() {
    return lists()
        .set(
            NetSettings.HIDDEN,
            Choice.uniform(5L, 60L).map(width -> List.of(Math.toIntExact(width))))
        .set(ScheduleSettings.LEARNING_RATE, Choice.logUniform(1e-4, 1e-1))
        .set(ScheduleSettings.LR_DECAY, Choice.uniform(0.5, 1.0))
        .set(TrainingSettings.EPOCHS, Choice.uniform(1L, 9L).map(Math::toIntExact))
        .set(NetSettings.REG, Choice.logUniform(1e-3, 1.0))
        .set(TrainingSettings.BATCH_SIZE, Choice.uniform(10L, 50L).map(Math::toIntExact))
        .set(NetSettings.WEIGHT_SCALE, Choice.logUniform(1e-3, 1e-1))
        .set(TrainingSettings.SEED, Choice.uniform(1L, 1_000_000L));
  }

  static Stream<UnaryOperator<SearchSpace>> oneRange() {
    return Stream.of(
        space -> space.set(ScheduleSettings.LEARNING_RATE, Choice.logUniform(1, 2)),
        space -> space.set(TrainingSettings.EPOCHS, Choice.uniform(1L, 2L).map(Math::toIntExact)),
        space -> space.set(TrainingSettings.SEED, Choice.uniform(1L, 1L)),
        space -> space.set(ScheduleSettings.LR_DECAY, Choice.uniform(0.5, 0.5)));
  }

  @ParameterizedTest
  @MethodSource("oneRange")
  void aGridHasNoRanges(UnaryOperator<SearchSpace> change) {
    SearchSpace space = change.apply(lists());
    assertThrows(IllegalArgumentException.class, () -> space.grid(INPUTS, CLASSES));
  }

  private static double u(long seed, int draw, int parameter) {
    return (new CounterRandom(seed, Purpose.TRIALS, 0, draw).bits(parameter) >>> 11) * 0x1p-53;
  }

  private static double fourDigits(double value) {
    return new BigDecimal(value).round(new MathContext(4)).doubleValue();
  }

  private static double byLogarithm(double least, double most, double u) {
    double low = StrictMath.log(least);
    return fourDigits(StrictMath.exp(low + u * (StrictMath.log(most) - low)));
  }

  /** Draw t from the stream at time t, value p for hyper-parameter p: docs/numerics.md, item 12. */
  @Test
  void randomTrialsAreDrawnAsDocumented() {
    for (long seed : new long[] {0, 1, -7}) {
      List<Trial> expected = new ArrayList<>();
      for (int t = 0; t < 40; t++) {
        expected.add(
            trial(
                t + 1,
                List.of(5 + (int) (u(seed, t, 0) * 56)),
                byLogarithm(1e-4, 1e-1, u(seed, t, 1)),
                fourDigits(0.5 + u(seed, t, 2) * 0.5),
                1 + (int) (u(seed, t, 3) * 9),
                byLogarithm(1e-3, 1.0, u(seed, t, 4)),
                10 + (int) (u(seed, t, 5) * 41),
                u(seed, t, 6) < 0.5 ? new Relu() : new Tanh(),
                u(seed, t, 7) < 0.5 ? new SoftmaxCrossEntropy() : new MulticlassHinge(),
                byLogarithm(1e-3, 1e-1, u(seed, t, 8)),
                1 + (long) (u(seed, t, 9) * 1_000_000),
                Sampling.REPLACEMENT,
                3));
      }
      assertEquals(expected, ranges().random(40, seed, INPUTS, CLASSES));
    }
  }

  /** A combination that was drawn before is left out, wherever it comes again. */
  @Test
  void repeatedDrawsAreLeftOut() {
    SearchSpace space =
        new SearchSpace()
            .set(NetSettings.HIDDEN, Choice.of(List.of(List.of(5))))
            .set(ScheduleSettings.LEARNING_RATE, Choice.of(List.of(0.1, 0.2, 0.3)))
            .set(TrainingSettings.EPOCHS, Choice.of(List.of(1, 2)))
            .set(NetSettings.REG, Choice.of(List.of(0.5)));
    Set<List<Object>> expected = new LinkedHashSet<>();
    for (int t = 0; expected.size() < 6; t++) {
      expected.add(
          List.of(
              List.of(0.1, 0.2, 0.3).get((int) (u(4, t, 1) * 3)),
              List.of(1, 2).get((int) (u(4, t, 3) * 2))));
    }
    List<Trial> drawn = space.random(6, 4, INPUTS, CLASSES);
    assertEquals(
        List.copyOf(expected),
        drawn.stream()
            .map(trial -> List.of(trial.config().learningRate(), trial.config().epochs()))
            .toList());
  }

  @Test
  void randomTrialsAreDistinctNumberedAndAPrefix() {
    List<Trial> many = ranges().random(300, 3, INPUTS, CLASSES);
    assertEquals(300, many.size());
    Set<Object> settings = new HashSet<>();
    for (int i = 0; i < many.size(); i++) {
      Trial trial = many.get(i);
      assertEquals(i + 1, trial.number());
      assertTrue(settings.add(List.of(trial.net(), trial.config())), trial.toString());
    }
    for (int count : new int[] {1, 2, 17, 299}) {
      assertEquals(many.subList(0, count), ranges().random(count, 3, INPUTS, CLASSES));
    }
    assertEquals(many, ranges().random(300, 3, INPUTS, CLASSES));
    assertNotEquals(many, ranges().random(300, 4, INPUTS, CLASSES));
  }

  /** More trials than combinations: all of them, each once, and the same first ones. */
  @Test
  void noMoreTrialsThanCombinations() {
    SearchSpace space =
        new SearchSpace()
            .set(
                NetSettings.HIDDEN,
                Choice.uniform(2L, 4L).map(width -> List.of(Math.toIntExact(width))))
            .set(ScheduleSettings.LEARNING_RATE, Choice.of(List.of(0.1, 0.2)))
            .set(TrainingSettings.SEED, Choice.of(List.of(1L, 2L)));
    int combinations = 3 * 2 * 2 * 2; // reg has two values by default
    List<Trial> all = space.random(1000, 0, INPUTS, CLASSES);
    assertEquals(combinations, all.size());
    assertEquals(
        combinations, Set.copyOf(all.stream().map(SearchSpaceTest::settings).toList()).size());
    assertEquals(all, space.random(combinations, 0, INPUTS, CLASSES));
    assertEquals(
        all.subList(0, combinations - 1), space.random(combinations - 1, 0, INPUTS, CLASSES));
    SearchSpace grid =
        space.set(NetSettings.HIDDEN, Choice.of(List.of(List.of(2), List.of(3), List.of(4))));
    assertEquals(
        Set.copyOf(grid.grid(INPUTS, CLASSES).stream().map(SearchSpaceTest::settings).toList()),
        Set.copyOf(all.stream().map(SearchSpaceTest::settings).toList()));
  }

  private static Object settings(Trial trial) {
    return List.of(trial.net(), trial.config());
  }

  /** Four digits leave few numbers between near ends: fewer trials, not an endless search. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aNarrowRangeHasFewNumbers() {
    SearchSpace space =
        new SearchSpace()
            .set(NetSettings.HIDDEN, Choice.of(List.of(List.of(5))))
            .set(ScheduleSettings.LEARNING_RATE, Choice.uniform(1.0, 1.003))
            .set(TrainingSettings.EPOCHS, Choice.of(List.of(1)))
            .set(NetSettings.REG, Choice.of(List.of(0.0)));
    List<Double> rates =
        space.random(16, 0, INPUTS, CLASSES).stream()
            .map(trial -> trial.config().learningRate())
            .sorted()
            .toList();
    assertEquals(List.of(1.0, 1.001, 1.002, 1.003), rates);
  }

  static Stream<UnaryOperator<SearchSpace>> outOfRange() {
    return Stream.of(
        space ->
            space.set(
                NetSettings.HIDDEN, Choice.uniform(0L, 5L).map(w -> List.of(Math.toIntExact(w)))),
        space -> space.set(NetSettings.HIDDEN, Choice.of(List.of(List.of(5), List.of(0)))),
        space -> space.set(ScheduleSettings.LEARNING_RATE, Choice.uniform(0.0, 1.0)),
        space -> space.set(ScheduleSettings.LEARNING_RATE, Choice.of(List.of(0.1, -0.1))),
        space -> space.set(ScheduleSettings.LR_DECAY, Choice.uniform(-1.0, 1.0)),
        space -> space.set(TrainingSettings.EPOCHS, Choice.uniform(0L, 3L).map(Math::toIntExact)),
        space -> space.set(NetSettings.REG, Choice.uniform(-1.0, 1.0)),
        space -> space.set(NetSettings.REG, Choice.of(List.of(0.1, Double.NaN))),
        space ->
            space.set(TrainingSettings.BATCH_SIZE, Choice.uniform(0L, 3L).map(Math::toIntExact)),
        space -> space.set(NetSettings.WEIGHT_SCALE, Choice.uniform(-1.0, 1.0)));
  }

  /** Wherever the draws would fall. */
  @ParameterizedTest
  @MethodSource("outOfRange")
  void valuesOutOfRangeAreRefused(UnaryOperator<SearchSpace> change) {
    SearchSpace space = change.apply(ranges());
    assertThrows(IllegalArgumentException.class, () -> space.random(1, 0, INPUTS, CLASSES));
  }

  /** The settings of {@code train} are among the defaults, so a grid ends no worse. */
  @Test
  void theDefaultsHaveTheRunOfTrain() {
    NetSpec net = NetSpec.twoLayer(INPUTS, 100, CLASSES);
    assertTrue(
        new SearchSpace()
            .grid(INPUTS, CLASSES).stream()
                .anyMatch(trial ->
                    trial.net().equals(net) && trial.config().equals(TrainingConfig.DEFAULT)));
  }

  /** Nobody asked for their values, so there is nothing to be said about them. */
  @Test
  void defaultListsHaveNoEdges() {
    SearchSpace space = new SearchSpace();
    for (Trial trial : space.grid(INPUTS, CLASSES)) {
      assertEquals(List.of(), space.edges(trial));
    }
    space.set(NetSettings.REG, Choice.of(List.of(0.5, 1.0)));
    assertEquals(
        List.of(new Edge(NetSettings.REG, false)),
        space.edges(space.grid(INPUTS, CLASSES).getFirst()));
  }

  private static List<Init> inits(SearchSpace space) {
    space.set(NetSettings.HIDDEN, Choice.of(List.of(List.of(), List.of(5), List.of(5, 4))));
    return space.grid(INPUTS, CLASSES).stream()
        .map(trial -> trial.net().init())
        .distinct()
        .toList();
  }

  @Test
  void trialsNameTheInitializationThatTheirDepthHas() {
    assertEquals(List.of(Init.GAUSSIAN, Init.AUTO), inits(new SearchSpace()));
    assertEquals(List.of(Init.HE), inits(new SearchSpace().set(NetSettings.INIT, Init.HE)));
    assertEquals(
        List.of(Init.GAUSSIAN),
        inits(new SearchSpace().set(NetSettings.WEIGHT_SCALE, Choice.of(List.of(0.1, 0.2)))));
    SearchSpace both =
        new SearchSpace()
            .set(NetSettings.WEIGHT_SCALE, Choice.of(List.of(0.1, 0.2)))
            .set(NetSettings.INIT, Init.HE);
    assertThrows(IllegalArgumentException.class, () -> inits(both));
  }

  @Test
  void edges() {
    SearchSpace space =
        new SearchSpace()
            .set(NetSettings.HIDDEN, Choice.of(List.of(List.of(20), List.of(10), List.of(30))))
            .set(ScheduleSettings.LEARNING_RATE, Choice.of(List.of(0.1, 0.4, 0.2)))
            .set(ScheduleSettings.LR_DECAY, Choice.of(List.of(1.0)))
            .set(TrainingSettings.EPOCHS, Choice.of(List.of(5, 10)))
            .set(NetSettings.REG, Choice.of(List.of(0.0, 1.0, 2.0)))
            .set(NetSettings.ACTIVATION, Choice.of(List.of(new Relu(), new Tanh())))
            .set(TrainingSettings.SEED, Choice.of(List.of(1L, 2L)));
    Trial best =
        space.grid(INPUTS, CLASSES).stream()
            .filter(trial ->
                trial.net().hidden().equals(List.of(10))
                    && trial.config().learningRate() == 0.4
                    && trial.net().reg() == 1.0
                    && trial.config().epochs() == 10)
            .findFirst()
            .orElseThrow();
    assertEquals(
        List.of(
            new Edge(NetSettings.HIDDEN, false),
            new Edge(ScheduleSettings.LEARNING_RATE, true),
            new Edge(TrainingSettings.EPOCHS, true)),
        space.edges(best));
    SearchSpace inside =
        space
            .set(ScheduleSettings.LEARNING_RATE, Choice.logUniform(0.01, 10))
            .set(NetSettings.HIDDEN, Choice.of(List.of(List.of(10))))
            .set(TrainingSettings.EPOCHS, Choice.of(List.of(10)));
    assertEquals(List.of(), inside.edges(best));
    assertEquals(
        List.of(new Edge(ScheduleSettings.LEARNING_RATE, false)),
        inside.set(ScheduleSettings.LEARNING_RATE, Choice.logUniform(0.4, 10)).edges(best));
  }

  /** Zero is the least reg, one the least width, and a decay of 1 keeps the rate. */
  @Test
  void whereNothingIsBeyondIsNoEdge() {
    SearchSpace space =
        new SearchSpace()
            .set(NetSettings.HIDDEN, Choice.of(List.of(List.of(1), List.of(2))))
            .set(ScheduleSettings.LEARNING_RATE, Choice.of(List.of(0.1)))
            .set(ScheduleSettings.LR_DECAY, Choice.of(List.of(0.9, 1.0)))
            .set(TrainingSettings.EPOCHS, Choice.of(List.of(1, 2)))
            .set(TrainingSettings.BATCH_SIZE, Choice.of(List.of(1, 2)))
            .set(NetSettings.WEIGHT_SCALE, Choice.of(List.of(0.0, 0.1)))
            .set(NetSettings.REG, Choice.of(List.of(0.0, 0.1)));
    List<Trial> trials = space.grid(INPUTS, CLASSES);
    Trial best =
        trials.stream()
            .filter(trial -> trial.config().schedule().equals(new EpochDecay(1)))
            .findFirst()
            .orElseThrow();
    assertEquals(List.of(), space.edges(best));
    assertEquals(
        List.of(
            new Edge(NetSettings.HIDDEN, true),
            new Edge(TrainingSettings.EPOCHS, true),
            new Edge(NetSettings.REG, true),
            new Edge(TrainingSettings.BATCH_SIZE, true),
            new Edge(NetSettings.WEIGHT_SCALE, true)),
        space.edges(trials.getLast()));
    assertEquals(
        List.of(new Edge(ScheduleSettings.LR_DECAY, false)), space.edges(trials.getFirst()));
  }
}
