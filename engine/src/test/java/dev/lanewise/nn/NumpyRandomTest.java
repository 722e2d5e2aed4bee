package dev.lanewise.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The fixture gives what NumPy 2.4.6 gave for the same interleaved calls. */
class NumpyRandomTest {

  @ParameterizedTest
  @CsvSource({
    "0, 1.764052345967664, 0.4001572083672233, 0.9787379841057392, '9 3 5 2 4 7',"
        + " 0.8917730007820798, 2.240893199201458, 0",
    "1, 1.6243453636632417, -0.6117564136500754, -0.5281717522634557, '6 9 2 4 5 2',"
        + " 0.5245481595728714, -1.0729686221561705, 4",
    "231, 0.41794341085522313, 1.3971002787857785, -1.7859043087115503, '7 4 1 2 2 2',"
        + " 0.060505404198388124, -0.7088277337845966, 1"
  })
  void drawsWhatNumpyDraws(
      int seed,
      double first,
      double second,
      double third,
      String digits,
      double u,
      double n,
      int k) {
    NumpyRandom random = new NumpyRandom(seed);
    for (double expected : new double[] {first, second, third}) {
      assertEquals(expected, random.randn(), 2 * Math.ulp(expected));
    }
    int[] integers = Arrays.stream(digits.split(" ")).mapToInt(Integer::parseInt).toArray();
    assertArrayEquals(integers, random.randint(10, 6));
    assertEquals(u, random.rand());
    assertEquals(n, random.randn(), 2 * Math.ulp(n), "the normal number kept since the third");
    assertArrayEquals(new int[1], random.randint(1, 1), "draws nothing");
    assertArrayEquals(new int[] {k}, random.randint(7, 1));
  }

  @Test
  void linspaceRoundsTwice() {
    assertArrayEquals(
        new double[] {
          -0.1,
          -1.3877787807814457e-17,
          0.09999999999999998,
          0.19999999999999998,
          0.29999999999999993,
          0.3999999999999999,
          0.5
        },
        NumpyRandom.linspace(-0.1, 0.5, 7));
  }
}
