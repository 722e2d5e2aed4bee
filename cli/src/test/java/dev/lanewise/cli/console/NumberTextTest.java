package dev.lanewise.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One style of numbers. */
class NumberTextTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0.001, 1e-3",
    "5e-4, 5e-4",
    "0.00095, 9.5e-4",
    "0.0099, 9.9e-3",
    "0.01, 0.01",
    "0.25, 0.25",
    "1, 1",
    "-1, -1",
    "-0.001, -1e-3",
    "10, 10",
    "1000, 1000",
    "1e7, 1e7",
    "1e30, 1e30",
    "1.5e30, 1.5e30",
    "4.9E-324, 4.9e-324",
    "NaN, NaN",
    "Infinity, Infinity"
  })
  void asPeopleWriteThem(double value, String text) {
    assertEquals(text, NumberText.of(value));
  }

  @Test
  void noDigitIsLost() {
    Random random = new Random(5);
    for (int i = 0; i < 10_000; i++) {
      double value = random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
      assertEquals(value, Double.parseDouble(NumberText.of(value)));
    }
  }

  @Test
  void fewerDigits() {
    assertEquals("9.025e-4", NumberText.of(0.00090250001, new MathContext(4)));
    assertEquals("8.574e-4", NumberText.of(0.000857375, new MathContext(4)));
    assertEquals("1e-3", NumberText.of(0.00099999999, new MathContext(4)));
  }
}
