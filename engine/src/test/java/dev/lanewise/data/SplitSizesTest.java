package dev.lanewise.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.memory.Workspace;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitSizesTest {

  private final Workspace workspace = new Workspace();

  @AfterEach
  void close() {
    workspace.close();
  }

  /** A pool whose sample i has label i. */
  private Split pool(int size) {
    int[] labels = new int[size];
    float[][] x = new float[size][1];
    for (int i = 0; i < size; i++) {
      labels[i] = i;
    }
    return Split.of(workspace, x, labels);
  }

  private static OptionalInt size(int asked) {
    return asked < 0 ? OptionalInt.empty() : OptionalInt.of(asked);
  }

  @ParameterizedTest(name = "asked {0} and {1} of 50, default 10: {2} and {3}")
  @CsvSource({
    "-1, -1, 40, 10",
    "30, -1, 30, 10",
    "45, -1, 45, 5",
    "50, -1, 50, 0",
    "-1, 3, 40, 3",
    "-1, 20, 30, 20",
    "-1, 0, 40, 0",
    "1, 49, 1, 49",
    "20, 30, 20, 30",
  })
  void validationFollowsDirectly(int train, int validation, int trainSize, int validationSize) {
    SplitSizes sizes = new SplitSizes(size(train), size(validation), OptionalInt.empty());
    SplitSizes.TrainAndValidation parts = sizes.divide(pool(50), 10);
    assertEquals(trainSize, parts.train().size());
    assertEquals(validationSize, parts.validation().size());
    int[] both = pool(50).slice(0, trainSize + validationSize).labels().toArray();
    assertArrayEquals(
        pool(50).slice(0, trainSize).labels().toArray(), parts.train().labels().toArray());
    for (int i = 0; i < validationSize; i++) {
      assertEquals(both[trainSize + i], parts.validation().labels().get(i));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "51, -1, 'training size 51 asked for, but there are 50 samples to take it from'",
    "-1, 51, 'validation size 51 asked for, but there are 50 samples to take it from'",
    "2147483647, 2147483647, 'training size 2147483647 asked for, but there are 50 samples to take"
        + " it from'",
    "41, 10, 'training size 41 and validation size 10 asked for, but there are 50 training"
        + " samples'",
    "-1, 50, 'training size of at least 1 and validation size 50 asked for, but there are 50"
        + " training samples'",
  })
  void tooLargeSizesAreTold(int train, int validation, String message) {
    SplitSizes sizes = new SplitSizes(size(train), size(validation), OptionalInt.empty());
    var e = assertThrows(IllegalArgumentException.class, () -> sizes.divide(pool(50), 10));
    assertEquals(message, e.getMessage());
  }

  /** Of 50 samples the last 10 are a validation part of their own. */
  @ParameterizedTest(name = "asked {0} and {1} of 40 + 10: {2}, and {4} from {3} on")
  @CsvSource({
    "-1, -1, 40, 40, 10",
    "30, -1, 30, 40, 10",
    "2, 0, 2, 40, 0",
    "-1, 3, 40, 40, 3",
    "40, 10, 40, 40, 10",
    "41, -1, 41, 41, 9",
    "45, 3, 45, 45, 3",
    "50, -1, 50, 50, 0",
    "50, 0, 50, 50, 0",
  })
  void trainingMayGoOnIntoTheValidationPart(
      int train, int validation, int trainSize, int start, int validationSize) {
    SplitSizes sizes = new SplitSizes(size(train), size(validation), OptionalInt.empty());
    SplitSizes.TrainAndValidation parts = sizes.divideOwn(pool(50), 40);
    assertArrayEquals(IntStream.range(0, trainSize).toArray(), parts.train().labels().toArray());
    assertArrayEquals(
        IntStream.range(start, start + validationSize).toArray(),
        parts.validation().labels().toArray());
  }

  @ParameterizedTest
  @CsvSource({
    "51, -1, 'training size 51 asked for, but there are 50 samples to take it from'",
    "-1, 11, 'validation size 11 asked for, but there are 10 samples to take it from'",
    "45, 6, 'validation size 6 asked for, but there are 5 samples to take it from'",
  })
  void moreThanIsLeftOfTheValidationPartIsTold(int train, int validation, String message) {
    SplitSizes sizes = new SplitSizes(size(train), size(validation), OptionalInt.empty());
    var e = assertThrows(IllegalArgumentException.class, () -> sizes.divideOwn(pool(50), 40));
    assertEquals(message, e.getMessage());
  }

  @Test
  void theTestPartIsCutFromTheFront() {
    SplitSizes sizes = SplitSizes.DEFAULTS.withTest(3);
    assertArrayEquals(new int[] {0, 1, 2}, sizes.firstOfTest(pool(4)).labels().toArray());
    assertEquals(4, SplitSizes.DEFAULTS.firstOfTest(pool(4)).size());
    var e = assertThrows(IllegalArgumentException.class, () -> sizes.firstOfTest(pool(2)));
    assertEquals("test size 3 asked for, but there are 2 samples to take it from", e.getMessage());
  }

  @Test
  void sizesBelowTheLeastAreRejected() {
    assertThrows(IllegalArgumentException.class, () -> SplitSizes.DEFAULTS.withTrain(0));
    assertThrows(IllegalArgumentException.class, () -> SplitSizes.DEFAULTS.withValidation(-1));
    assertThrows(IllegalArgumentException.class, () -> SplitSizes.DEFAULTS.withTest(-1));
  }
}
