package dev.lanewise.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.loss.ClassWeights;
import dev.lanewise.optim.Cosine;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of settings: what it promises to everything that is made from it. */
class SettingsTest {

  private static final TrainingPlan STANDARD = TrainingPlan.standard(12, 4);

  static Stream<Setting<?>> settings() {
    return Settings.ALL.stream();
  }

  /** Part of the bits of random searches: a number once given stays. */
  @Test
  void drawsKeepTheirNumbers() {
    Map<String, Integer> draws = new HashMap<>();
    settings().forEach(it -> it.draw().ifPresent(draw -> draws.put(it.key(), draw)));
    List<String> expected =
        List.of(
            "hidden",
            "learningRate",
            "lrDecay",
            "epochs",
            "reg",
            "batchSize",
            "activation",
            "lossFunction",
            "weightScale",
            "seed",
            "optimizer",
            "warmupSteps",
            "momentum",
            "rho",
            "beta1",
            "beta2",
            "epsilon",
            "weightDecay",
            "schedule",
            "stepEpochs",
            "rateFactor",
            "plateauPatience",
            "scheduleEpochs",
            "labelSmoothing",
            "dropout");
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(i, draws.get(expected.get(i)), expected.get(i));
    }
    assertEquals(draws.size(), Set.copyOf(draws.values()).size(), "no number twice");
    assertEquals(draws.size() - 1, draws.values().stream().mapToInt(i -> i).max().orElse(0));
  }

  /** Trials keep their numbers: what came after the seed varies slower, the latest slowest. */
  @Test
  void inAGridLaterSettingsVarySlower() {
    List<Integer> draws = Settings.OF_GRID.stream().map(it -> it.draw().orElseThrow()).toList();
    int old = draws.size() - 10;
    assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), draws.subList(old, draws.size()));
    for (int i = 0; i < old; i++) {
      assertEquals(draws.size() - 1 - i, draws.get(i));
    }
  }

  @Test
  void namesAreDistinct() {
    Set<String> names = new HashSet<>();
    settings().forEach(it -> assertTrue(names.add(it.key()), it.key()));
    settings()
        .filter(it -> !it.option().isEmpty())
        .forEach(it -> assertTrue(names.add(it.option()), it.option()));
    settings().forEach(it -> assertEquals(Optional.of(it), Settings.find(it.key())));
  }

  @ParameterizedTest
  @MethodSource("settings")
  <T> void valuesAreReadAsTheyAreWritten(Setting<T> setting) {
    Set<T> values = new HashSet<>(setting.searchedByDefault());
    assertTrue(values.contains(setting.standard()), "train's default is searched");
    setting.type().names().forEach(name -> values.add(setting.type().parse(name)));
    for (T value : values) {
      String text = setting.type().print(value);
      assertEquals(value, setting.type().parse(text));
      assertEquals(value, setting.type().parse(text.toUpperCase(java.util.Locale.ROOT)));
    }
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> setting.type().parse("?"));
    assertTrue(String.valueOf(e.getMessage()).startsWith("'?' is no"), e.getMessage());
  }

  @ParameterizedTest
  @MethodSource("settings")
  <T> void theStandardPlanHasTheDefaults(Setting<T> setting) {
    assertEquals(setting.standard(), setting.get(STANDARD));
    assertEquals(TrainingConfig.DEFAULT, STANDARD.config());
  }

  /** A value other than the default for each kind. */
  @SuppressWarnings("unchecked")
  private static <T> T other(Setting<T> setting) {
    Object standard = setting.standard();
    return (T)
        switch (standard) {
          case Double number -> number < 0.8 ? number + 0.125 : number / 2;
          case Integer number -> number + 1;
          case Long number -> number + 1;
          case List<?> widths -> List.of(7, 5);
          case ClassWeights weights -> ClassWeights.BALANCED;
          default -> setting.type().parse(setting.type().names().getLast());
        };
  }

  /** A checkpoint of one plan is never taken for another's. */
  @ParameterizedTest
  @MethodSource("settings")
  <T> void everySettingIsPartOfTheFingerprint(Setting<T> setting) {
    T value = other(setting);
    TrainingPlan plan = setting.condition().map(SettingsTest::meeting).orElse(STANDARD);
    TrainingPlan changed = setting.with(plan, value);
    String text = setting.key() + "=" + setting.text(changed);
    assertTrue(List.of(changed.fingerprint().split(" ")).contains(text), changed.fingerprint());
    assertEquals(value, setting.get(changed));
    assertNotEquals(plan.fingerprint(), changed.fingerprint());
  }

  /** A plan with which a setting counts. */
  private static <U> TrainingPlan meeting(Setting.Condition<U> condition) {
    U value =
        condition.setting().type().all().stream()
            .filter(condition.holds())
            .findFirst()
            .orElseGet(() -> other(condition.setting()));
    return condition.setting().with(STANDARD, value);
  }

  /** A number of another optimizer changes nothing: such plans are one. */
  @ParameterizedTest
  @MethodSource("settings")
  <T> void aSettingThatDoesNotCountChangesNothing(Setting<T> setting) {
    boolean ofFormula =
        setting
            .condition()
            .filter(it ->
                it.setting() == OptimizerSettings.OPTIMIZER
                    || it.setting() == ScheduleSettings.SCHEDULE)
            .filter(it -> !it.holds(STANDARD))
            .isPresent();
    if (ofFormula && setting != ScheduleSettings.SCHEDULE_EPOCHS) {
      assertEquals(STANDARD, setting.with(STANDARD, other(setting)));
    }
  }

  /** The horizon of a schedule is settled where it counts, and none where it does not. */
  @Test
  void theHorizonIsSettled() {
    TrainingPlan constant = STANDARD.with(STANDARD.config().withScheduleEpochs(5));
    assertEquals(0, constant.settled().config().scheduleEpochs());
    TrainingPlan cosine = STANDARD.with(STANDARD.config().withSchedule(new Cosine()));
    assertEquals(10, cosine.settled().config().scheduleEpochs());
    TrainingPlan longer = cosine.with(cosine.config().withScheduleEpochs(30));
    assertEquals(30, longer.settled().config().scheduleEpochs());
  }

  @Test
  void fingerprintsHaveInputsAndClasses() {
    assertNotEquals(STANDARD.fingerprint(), TrainingPlan.standard(13, 4).fingerprint());
    assertNotEquals(STANDARD.fingerprint(), TrainingPlan.standard(12, 5).fingerprint());
    assertEquals(
        "inputs=12 classes=4 hidden=100 learningRate=0.001 lrDecay=1.0 epochs=10 reg=0.0"
            + " batchSize=100 optimizer=sgd activation=relu lossFunction=softmax"
            + " weightScale=0.001 dropout=0.0 seed=0 init=auto sampling=shuffle earlyStopping=0"
            + " warmupSteps=0 momentum=0.9 rho=0.99 beta1=0.9 beta2=0.999 epsilon=1.0E-8"
            + " weightDecay=0.01 schedule=constant stepEpochs=10 rateFactor=0.1"
            + " plateauPatience=10 scheduleEpochs=0 monitor=accuracy minDelta=0.0"
            + " labelSmoothing=0.0 classWeights=none clipNorm=0.0",
        STANDARD.fingerprint());
  }
}
