package dev.lanewise.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** Measures by hand. */
class ConfusionMatrixTest {

  /** Row: label, column: predicted. Class 3 is never predicted, class 4 never a label. */
  private static final int[][] COUNTS = {
    {5, 1, 0, 0, 0},
    {2, 3, 1, 0, 0},
    {0, 0, 4, 0, 2},
    {1, 0, 1, 0, 0},
    {0, 0, 0, 0, 0}
  };

  private static ConfusionMatrix matrix(int[][] counts) {
    ConfusionMatrix matrix = new ConfusionMatrix(counts.length);
    for (int label = 0; label < counts.length; label++) {
      for (int predicted = 0; predicted < counts.length; predicted++) {
        for (int i = 0; i < counts[label][predicted]; i++) {
          matrix.add(label, predicted);
        }
      }
    }
    return matrix;
  }

  @Test
  void countsAndAccuracy() {
    ConfusionMatrix matrix = matrix(COUNTS);
    assertEquals(5, matrix.classes());
    assertEquals(2, matrix.count(1, 0));
    assertEquals(1, matrix.count(0, 1));
    assertEquals(6, matrix.support(1));
    assertEquals(12.0 / 20, matrix.accuracy());
  }

  @Test
  void precisionRecallAndF1() {
    ConfusionMatrix matrix = matrix(COUNTS);
    assertEquals(5.0 / 8, matrix.precision(0));
    assertEquals(5.0 / 6, matrix.recall(0));
    assertEquals(10.0 / 14, matrix.f1(0), 1e-15); // 2·5 / (2·5 + 3 + 1)
    assertEquals(3.0 / 4, matrix.precision(1));
    assertEquals(3.0 / 6, matrix.recall(1));
    assertEquals(6.0 / 10, matrix.f1(1), 1e-15); // 2·3 / (2·3 + 1 + 3)
  }

  @Test
  void aQuotientByZeroIsZero() {
    ConfusionMatrix matrix = matrix(COUNTS);
    for (int c : new int[] {3, 4}) {
      assertEquals(0.0, matrix.precision(c));
      assertEquals(0.0, matrix.recall(c));
      assertEquals(0.0, matrix.f1(c));
    }
    assertEquals(0, matrix.support(4));
    assertEquals(2, matrix.support(3));
  }

  @Test
  void withoutSamplesThereIsNoAccuracy() {
    assertEquals(Double.NaN, new ConfusionMatrix(3).accuracy());
  }

  @Test
  void aClassThatIsNoneIsRejected() {
    ConfusionMatrix matrix = new ConfusionMatrix(2);
    assertThrows(IndexOutOfBoundsException.class, () -> matrix.add(2, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> matrix.add(0, -1));
  }
}
