package dev.lanewise.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
  void dropoutIsNoneAsYet() {
    TrainingPlan plan = TrainingPlan.standard(3, 2);
    assertEquals(plan, Settings.DROPOUT.with(plan, 0.0));
    assertThrows(IllegalArgumentException.class, () -> Settings.DROPOUT.with(plan, 0.5));
  }

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
            "warmupSteps");
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
          case Double number -> number + 0.125;
          case Integer number -> number + 1;
          case Long number -> number + 1;
          case List<?> widths -> List.of(7, 5);
          default -> setting.type().parse(setting.type().names().getLast());
        };
  }

  /** A checkpoint of one plan is never taken for another's. */
  @ParameterizedTest
  @MethodSource("settings")
  <T> void everySettingIsPartOfTheFingerprint(Setting<T> setting) {
    T value = setting == Settings.DROPOUT ? setting.standard() : other(setting); // has one value
    TrainingPlan changed = setting.with(STANDARD, value);
    String text = setting.key() + "=" + setting.text(changed);
    assertTrue(List.of(changed.fingerprint().split(" ")).contains(text), changed.fingerprint());
    boolean fixed = setting == Settings.OPTIMIZER || setting == Settings.DROPOUT;
    if (!fixed) {
      assertEquals(other(setting), setting.get(changed));
      assertNotEquals(STANDARD.fingerprint(), changed.fingerprint());
    }
  }

  @Test
  void fingerprintsHaveInputsAndClasses() {
    assertNotEquals(STANDARD.fingerprint(), TrainingPlan.standard(13, 4).fingerprint());
    assertNotEquals(STANDARD.fingerprint(), TrainingPlan.standard(12, 5).fingerprint());
    assertEquals(
        "inputs=12 classes=4 hidden=100 learningRate=0.001 lrDecay=1.0 epochs=10 reg=0.0"
            + " batchSize=100 optimizer=sgd activation=relu lossFunction=softmax"
            + " weightScale=0.001 dropout=0.0 seed=0 init=auto sampling=shuffle earlyStopping=0"
            + " warmupSteps=0",
        STANDARD.fingerprint());
  }
}
