package dev.lanewise.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleSupplier;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** A product beside the peak, with made-up measures. */
class ProductSpeedTest {

  private final StringBuilder order = new StringBuilder();

  /** A measure that is told the how manieth it is, from 0. */
  private DoubleSupplier measure(char name, IntToDoubleFunction rate) {
    return () -> {
      int before = (int) order.chars().filter(c -> c == name).count();
      order.append(name);
      return rate.applyAsDouble(before);
    };
  }

  @Test
  void bothAreMeasuredInTurnAndTheBestCounts() {
    ProductSpeed speed =
        ProductSpeed.of(
            measure('f', i -> i == 3 ? 100 : 90), measure('p', i -> i == 5 ? 80.5 : 70));
    assertEquals(new ProductSpeed(100, 80.5), speed);
    assertTrue(speed.possible());
    assertTrue(order.toString().matches("(fp)+"), order.toString());
    assertTrue(order.length() > 2 * 12, order.toString());
  }

  /** The machine becomes faster after the peak was measured: all is measured again. */
  @Test
  void aboveThePeakIsMeasuredAgain() {
    ProductSpeed speed =
        ProductSpeed.of(measure('f', i -> i < 13 ? 50 : 100), measure('p', i -> i < 13 ? 60 : 88));
    assertEquals(new ProductSpeed(100, 88), speed);
  }

  @Test
  void whatStaysAboveIsToldAsItIs() {
    ProductSpeed speed = ProductSpeed.of(measure('f', i -> 50), measure('p', i -> 60));
    assertEquals(new ProductSpeed(50, 60), speed);
    assertFalse(speed.possible());
    assertTrue(new ProductSpeed(0, 1).possible(), "scalar kernels have no peak");
  }
}
