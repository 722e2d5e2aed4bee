package dev.lanewise.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.random.CounterRandom;
import dev.lanewise.random.CounterRandom.Purpose;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values drawn from lists and ranges: docs/numerics.md has the formulas. */
class ChoiceTest {

  private static final int DRAWS = 5_000;
  private static final CounterRandom RANDOM = new CounterRandom(5, Purpose.TRIALS);

  /** Four digits, as the decimal that prints. */
  private static double fourDigits(double value) {
    return new BigDecimal(value).round(new MathContext(4)).doubleValue();
  }

  @Test
  void itemsOfAList() {
    Choice<String> list = Choice.of(List.of("a", "b", "c"));
    assertFalse(list.isRange());
    assertEquals(List.of("a", "b", "c"), list.values());
    assertEquals(3, list.count());
    for (int i = 0; i < DRAWS; i++) {
      double u = RANDOM.uniform(i);
      assertEquals(list.values().get((int) Math.floor(u * 3)), list.at(u));
    }
    assertEquals("c", list.at(Math.nextDown(1.0)));
    assertThrows(IllegalArgumentException.class, () -> Choice.of(List.of()));
  }

  @ParameterizedTest
  @CsvSource({"1,6", "-3,3", "0,0", "50,200", "-9000000000,-8999999999"})
  void integersOfARange(long least, long most) {
    Choice<Long> range = Choice.uniform(least, most);
    assertTrue(range.isRange());
    assertEquals(List.of(least, most), range.values());
    long count = most - least + 1;
    assertEquals(count, range.count());
    Set<Long> seen = new HashSet<>();
    for (int i = 0; i < DRAWS; i++) {
      double u = RANDOM.uniform(i);
      long value = range.at(u);
      assertEquals(least + (long) Math.floor(u * count), value);
      seen.add(value);
    }
    assertEquals(count, seen.size());
    assertEquals(least, range.at(0));
    assertEquals(most, range.at(Math.nextDown(1.0)));
  }

  @ParameterizedTest
  @CsvSource({"0.5,0.99", "-2,3", "0,1e-3", "1,1", "123456,123789", "1e-300,1e300"})
  void realsOfARange(double least, double most) {
    Choice<Double> range = Choice.uniform(least, most);
    assertTrue(range.isRange());
    for (int i = 0; i < DRAWS; i++) {
      double u = RANDOM.uniform(i);
      assertDrawn(least + u * (most - least), range.at(u), least, most);
    }
  }

  @ParameterizedTest
  @CsvSource({"1e-4,1e-2", "1e-3,1", "7,7", "3e-5,2.5e4", "0.00012345,0.00012999"})
  void realsByTheirLogarithm(double least, double most) {
    Choice<Double> range = Choice.logUniform(least, most);
    assertTrue(range.isRange());
    double low = StrictMath.log(least);
    double high = StrictMath.log(most);
    for (int i = 0; i < DRAWS; i++) {
      double u = RANDOM.uniform(i);
      assertDrawn(StrictMath.exp(low + u * (high - low)), range.at(u), least, most);
    }
  }

  /** The value of the formula with four digits, unless these lead out of the range. */
  private static void assertDrawn(double formula, double drawn, double least, double most) {
    assertTrue(least <= drawn && drawn <= most, least + " to " + most + ": " + drawn);
    double rounded = fourDigits(formula);
    assertEquals(rounded < least ? least : Math.min(rounded, most), drawn);
  }

  /** Ten cells of equal width in the logarithm; chi square exceeds 39 once in 100,000 seeds. */
  @Test
  void logarithmsAreUniform() {
    assertUniform(Choice.logUniform(1e-4, 1), value -> (StrictMath.log10(value) + 4) / 4);
    assertUniform(Choice.uniform(3.0, 5.0), value -> (value - 3) / 2);
  }

  private static void assertUniform(Choice<Double> range, ToDoubleFunction<Double> place) {
    int cells = 10;
    int[] counts = new int[cells];
    for (int i = 0; i < DRAWS; i++) {
      double at = place.applyAsDouble(range.at(RANDOM.uniform(i)));
      counts[Math.min((int) (at * cells), cells - 1)]++;
    }
    double expected = (double) DRAWS / cells;
    double chiSquare = 0;
    for (int count : counts) {
      chiSquare += (count - expected) * (count - expected) / expected;
    }
    assertTrue(chiSquare < 39, "chi square " + chiSquare);
  }

  @ParameterizedTest
  @CsvSource({"2,1", "NaN,1", "0,NaN", "-Infinity,0", "0,Infinity", "1,0.9999"})
  void badEndsAreRefused(double least, double most) {
    assertThrows(IllegalArgumentException.class, () -> Choice.uniform(least, most));
    assertThrows(IllegalArgumentException.class, () -> Choice.logUniform(least, most));
  }

  /** A logarithm needs numbers above 0. */
  @ParameterizedTest
  @CsvSource({"0,1", "-0.0,1", "-1,1", "-2,-1", "0,0"})
  void badEndsOfALogarithmAreRefused(double least, double most) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Choice.logUniform(least, most));
    assertTrue(String.valueOf(e.getMessage()).contains("above 0"), e.getMessage());
  }

  @Test
  void integersTheWrongWayRoundAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Choice.uniform(5L, 4L));
  }

  @Test
  void mappedChoicesDrawTheSame() {
    Choice<Long> range = Choice.uniform(1L, 100L);
    Choice<String> texts = range.map(value -> "n" + value);
    assertTrue(texts.isRange());
    assertEquals(List.of("n1", "n100"), texts.values());
    assertEquals(range.count(), texts.count());
    for (int i = 0; i < 100; i++) {
      assertEquals("n" + range.at(RANDOM.uniform(i)), texts.at(RANDOM.uniform(i)));
    }
    assertFalse(Choice.of(List.of(1, 2)).map(value -> value * 2).isRange());
    assertEquals(List.of(2, 4), Choice.of(List.of(1, 2)).map(value -> value * 2).values());
  }

  /** More integers than a long can count. */
  @Test
  void integersOfTheWidestRange() {
    Choice<Long> range = Choice.uniform(Long.MIN_VALUE, Long.MAX_VALUE);
    int above = 0;
    for (int i = 0; i < DRAWS; i++) {
      above += range.at(RANDOM.uniform(i)) > 0 ? 1 : 0;
    }
    assertEquals(DRAWS / 2.0, above, 5 * Math.sqrt(DRAWS) / 2);
  }
}
