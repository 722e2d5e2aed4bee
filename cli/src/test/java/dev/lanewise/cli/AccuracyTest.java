package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One way to round accuracies. */
class AccuracyTest {

  @ParameterizedTest
  @CsvSource({
    "0.82975, 0.8298",
    "0.50425, 0.5043",
    "0.00005, 0.0001",
    "0.000049, 0.0000",
    "1e-17, 0.0000",
    "0, 0.0000",
    "1, 1.0000",
    "0.99995, 1.0000",
    "0.99994999, 0.9999",
    "NaN, none"
  })
  void fourDecimalsHalfUp(double share, String text) {
    assertEquals(text, Accuracy.text(share));
  }

  /** What integers give for n right ones of 8,000, half of which end in 5 or 25 or 75. */
  @Test
  void sharesOfSamplesAreRoundedAsFractions() {
    int samples = 8_000;
    for (int right = 0; right <= samples; right++) {
      int expected = (right * 10_000 * 2 + samples) / (2 * samples);
      String text = "%d.%04d".formatted(expected / 10_000, expected % 10_000);
      assertEquals(text, Accuracy.text((double) right / samples));
    }
  }
}
