package dev.lanewise.nn;

import dev.lanewise.nn.ReferenceLayers.Function;
import dev.lanewise.nn.ReferenceLayers.Loss;

/**
 * A fully connected net of any depth in double precision, by way of {@link ReferenceLayers}. Uses
 * nothing of the engine.
 */
public final class ReferenceNet {

  private final Function activation;
  private final Loss loss;
  private final double reg;
  private final double[][] params; // W1 (D, H), b1 (H), W2, b2, …, row-major
  private final double[][] inputs; // of each layer, (N, D)
  private final double[][] before; // of each layer, (N, H), before the activation

  /** A net with these parameters, which it changes in place. */
  public ReferenceNet(Function activation, Loss loss, double reg, double[]... params) {
    this.activation = activation;
    this.loss = loss;
    this.reg = reg;
    this.params = params;
    this.inputs = new double[params.length / 2][];
    this.before = new double[params.length / 2][];
  }

  /** W1, b1, W2, b2, …. */
  public double[][] params() {
    return params;
  }

  /** The scores of a batch; x (N, D), result (N, C). */
  public double[] scores(double[] x) {
    double[] out = x;
    for (int layer = 0; layer < inputs.length; layer++) {
      inputs[layer] = out;
      before[layer] = ReferenceLayers.affine(out, params[2 * layer], params[2 * layer + 1]);
      out = function(layer).apply(before[layer]);
    }
    return out;
  }

  private Function function(int layer) {
    return layer + 1 < inputs.length ? activation : Function.IDENTITY;
  }

  /** The mean loss of a batch, L2 included. */
  public double loss(double[] x, int[] y) {
    double[] scores = scores(x);
    return loss.lossAndGradient(new double[scores.length], scores, y) + penalty();
  }

  private double penalty() {
    double squares = 0;
    for (int i = 0; i < params.length; i += 2) {
      squares += ReferenceLayers.dot(params[i], params[i]);
    }
    return 0.5 * reg * squares;
  }

  /** The gradient of {@link #loss} of each parameter. */
  public double[][] gradients(double[] x, int[] y) {
    double[] scores = scores(x);
    double[] dout = new double[scores.length];
    loss.lossAndGradient(dout, scores, y);
    double[][] gradients = new double[params.length][];
    for (int layer = inputs.length - 1; layer >= 0; layer--) {
      double[] w = params[2 * layer];
      int outputs = params[2 * layer + 1].length;
      int columns = w.length / outputs;
      double[] dz = function(layer).backward(dout, before[layer]);
      double[] xt = ReferenceLayers.transpose(inputs[layer], columns);
      gradients[2 * layer] = ReferenceLayers.product(xt, dz, y.length);
      gradients[2 * layer + 1] = ReferenceLayers.columnSums(dz, outputs);
      for (int i = 0; i < w.length; i++) {
        gradients[2 * layer][i] += reg * w[i];
      }
      dout = ReferenceLayers.product(dz, ReferenceLayers.transpose(w, outputs), outputs);
    }
    return gradients;
  }

  /** Centred differences of {@link #loss} of each parameter. */
  public double[][] differences(double[] x, int[] y, double h) {
    double[][] gradients = new double[params.length][];
    for (int i = 0; i < params.length; i++) {
      gradients[i] = ReferenceLayers.differences(params[i], h, changed -> loss(x, y));
    }
    return gradients;
  }

  /** One step of gradient descent; returns the loss before it. */
  public double step(double[] x, int[] y, double learningRate) {
    double before = loss(x, y);
    double[][] gradients = gradients(x, y);
    for (int p = 0; p < params.length; p++) {
      for (int i = 0; i < params[p].length; i++) {
        params[p][i] -= learningRate * gradients[p][i];
      }
    }
    return before;
  }
}
