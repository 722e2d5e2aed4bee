package dev.lanewise.train;

import java.util.function.DoubleSupplier;

/**
 * The speed of a product beside the most that the processor could do, both as measured.
 *
 * @param peakGflops of fma in registers on all threads; 0 for scalar kernels, which have none
 * @param productGflops of a square product, {@link SpeedCheck#PRODUCT_SIZE} cubed
 */
public record ProductSpeed(double peakGflops, double productGflops) {

  private static final int MOST_TRIES = 3;

  /** Whether the product came out no faster than is possible, or there is no peak to compare. */
  public boolean possible() {
    return peakGflops == 0 || productGflops <= peakGflops;
  }

  /**
   * The best windows of both, measured in turn, so that a machine whose speed changes is as fast
   * for the one as for the other. What comes out above 100 % is measured again, a few times, and
   * told as it is if it stays so.
   */
  static ProductSpeed of(DoubleSupplier peakWindow, DoubleSupplier productWindow) {
    ProductSpeed speed = inTurn(peakWindow, productWindow);
    for (int tries = 1; tries < MOST_TRIES && !speed.possible(); tries++) {
      speed = inTurn(peakWindow, productWindow);
    }
    return speed;
  }

  private static ProductSpeed inTurn(DoubleSupplier peakWindow, DoubleSupplier productWindow) {
    SpeedCheck.Best peak = new SpeedCheck.Best();
    SpeedCheck.Best product = new SpeedCheck.Best();
    while (peak.mayGain() || product.mayGain()) {
      peak.add(peakWindow.getAsDouble());
      product.add(productWindow.getAsDouble());
    }
    return new ProductSpeed(peak.rate(), product.rate());
  }
}
