package dev.lanewise.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.data.Sampling;
import dev.lanewise.examples.ExtendingExample.InverseRoot;
import dev.lanewise.examples.ExtendingExample.SignDescent;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.optim.Schedule;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A configuration changes one value at a time, and two are equal where all values are. */
class TrainingConfigTest {

  private static final Map<Class<?>, Object> OTHER =
      Map.of(
          double.class,
          0.25,
          int.class,
          7,
          long.class,
          7L,
          Sampling.class,
          Sampling.REPLACEMENT,
          Optimizer.class,
          new SignDescent(),
          Schedule.class,
          new InverseRoot(),
          Monitor.class,
          Monitor.LOSS);

  /** The methods that change a value. */
  static Stream<Method> changes() {
    return Stream.of(TrainingConfig.class.getMethods())
        .filter(method -> method.getName().startsWith("with"));
  }

  private static Object value(TrainingConfig config, Method change) throws Exception {
    String name = change.getName().substring("with".length());
    Object value =
        TrainingConfig.class
            .getMethod(Character.toLowerCase(name.charAt(0)) + name.substring(1))
            .invoke(config);
    return value instanceof Optional<?> some && some.isPresent() ? some.get() : value;
  }

  @ParameterizedTest
  @MethodSource("changes")
  void changesOneValue(Method change) throws Exception {
    Object other = Optional.ofNullable(OTHER.get(change.getParameterTypes()[0])).orElseThrow();
    TrainingConfig changed = (TrainingConfig) change.invoke(TrainingConfig.DEFAULT, other);
    for (Method each : changes().toList()) {
      Object expected = each.equals(change) ? other : value(TrainingConfig.DEFAULT, each);
      assertEquals(expected, value(changed, each), each.getName());
    }
    assertNotEquals(other, value(TrainingConfig.DEFAULT, change), "the original is as it was");
    assertNotEquals(TrainingConfig.DEFAULT, changed);
    TrainingConfig same = (TrainingConfig) change.invoke(TrainingConfig.DEFAULT, other);
    assertEquals(same, changed);
    assertEquals(same.hashCode(), changed.hashCode());
    assertTrue(changed.toString().contains(other.toString()), changed::toString);
  }

  @Test
  void everyFieldIsTried() {
    long fields = TrainingConfig.class.getDeclaredClasses()[0].getDeclaredFields().length;
    assertEquals(fields, changes().count());
  }
}
