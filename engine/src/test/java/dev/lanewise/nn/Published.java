package dev.lanewise.nn;

import static dev.lanewise.nn.NumpyRandom.linspace;

/**
 * Inputs and results of the checks that Stanford's cs231n publishes: assignment 1, two_layer_net
 * notebook, and the FullyConnectedNets notebook. Numbers only; arrays are row-major.
 */
public final class Published {

  /** The seed of the notebooks. */
  public static final int SEED = 231;

  private Published() {}

  /** affine_forward: x (2, 4, 5, 6), w (120, 3), b (3). */
  public static final class AffineForward {
    public static final double[] X = linspace(-0.1, 0.5, 240);
    public static final double[] W = linspace(-0.2, 0.3, 360);
    public static final double[] B = linspace(-0.3, 0.1, 3);
    public static final double[] OUT = {
      1.49834967, 1.70660132, 1.91485297, 3.25553199, 3.5141327, 3.77273342
    };

    private AffineForward() {}
  }

  /** relu_forward: x (3, 4). */
  public static final class ReluForward {
    public static final double[] X = linspace(-0.5, 0.5, 12);
    public static final double[] OUT = {
      0, 0, 0, 0, 0, 0, 0.04545455, 0.13636364, 0.22727273, 0.31818182, 0.40909091, 0.5
    };

    private ReluForward() {}
  }

  /** affine_backward and the sandwich affine_relu_backward draw x, w, b, dout in this order. */
  public record AffineBackward(
      int n, int d, int h, double[] x, double[] w, double[] b, double[] dout) {

    /** affine_backward: x (10, 2, 3), w (6, 5). */
    public static AffineBackward affine() {
      return draw(10, 6, 5);
    }

    /** affine_relu_backward: x (2, 3, 4), w (12, 10). */
    public static AffineBackward sandwich() {
      return draw(2, 12, 10);
    }

    private static AffineBackward draw(int n, int d, int h) {
      NumpyRandom random = new NumpyRandom(SEED);
      double[] x = random.randn(n * d);
      double[] w = random.randn(d * h);
      double[] b = random.randn(h);
      return new AffineBackward(n, d, h, x, w, b, random.randn(n * h));
    }
  }

  /** relu_backward: x (10, 10), dout (10, 10). */
  public record ReluBackward(double[] x, double[] dout) {
    public static ReluBackward draw() {
      NumpyRandom random = new NumpyRandom(SEED);
      return new ReluBackward(random.randn(100), random.randn(100));
    }
  }

  /** svm_loss and softmax_loss: scores x (50, 10), labels y (50). */
  public record Losses(double[] x, int[] y) {
    public static final double SVM = 8.999602749096233;
    public static final double SOFTMAX = 2.302545844500738;

    public static Losses draw() {
      NumpyRandom random = new NumpyRandom(SEED);
      double[] x = random.randn(500);
      for (int i = 0; i < x.length; i++) {
        x[i] *= 0.001;
      }
      return new Losses(x, random.randint(10, 50));
    }
  }

  /** TwoLayerNet: x (3, 5), W1 (5, 50), b1 (50), W2 (50, 7), b2 (7). */
  public static final class TwoLayer {
    public static final double[] X = ReferenceLayers.transpose(linspace(-5.5, 4.5, 15), 3);
    public static final int[] Y = {0, 5, 1};
    public static final double[] SCORES = {
      11.53165108, 12.2917344, 13.05181771, 13.81190102, 14.57198434, 15.33206765, 16.09215096,
      12.05769098, 12.74614105, 13.43459113, 14.1230412, 14.81149128, 15.49994135, 16.18839143,
      12.58373087, 13.20054771, 13.81736455, 14.43418138, 15.05099822, 15.66781506, 16.2846319
    };
    public static final double LOSS = 3.4702243556; // reg 0
    public static final double LOSS_REG_1 = 26.5948426952;
    public static final double LOSS_REG_07 = 19.657457193345625; // recomputed, not in the notebook

    private TwoLayer() {}

    /** W1, b1, W2, b2, each time new. */
    public static double[][] params() {
      return new double[][] {
        linspace(-0.7, 0.3, 250),
        linspace(-0.1, 0.9, 50),
        linspace(-0.3, 0.4, 350),
        linspace(-0.9, 0.1, 7)
      };
    }
  }
}
