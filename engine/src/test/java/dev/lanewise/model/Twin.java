package dev.lanewise.model;

import static dev.lanewise.nn.Deviation.doubles;

import dev.lanewise.nn.Deviation;
import dev.lanewise.nn.ReferenceLayers.Function;
import dev.lanewise.nn.ReferenceLayers.Loss;
import dev.lanewise.nn.ReferenceNet;

/** A net of the engine and the reference net of the same parameters. */
public final class Twin {

  private Twin() {}

  /** The reference net that starts with the parameters {@code net} has now. */
  public static ReferenceNet of(FullyConnectedNet net) {
    double[][] params =
        net.params().stream().map(p -> doubles(p.value().toArray())).toArray(double[][]::new);
    NetSpec spec = net.spec();
    return new ReferenceNet(
        Function.named(spec.activation().name()),
        Loss.named(spec.loss().name()),
        spec.reg(),
        params);
  }

  /** Sets W1, b1, W2, b2, … of a net, each row-major. */
  public static void set(FullyConnectedNet net, double[]... params) {
    for (int i = 0; i < params.length; i++) {
      net.params().get(i).value().copyFrom(Deviation.floats(params[i]));
    }
  }

  /** The largest deviation, in Frobenius' norm, of a parameter's gradient from that expected. */
  public static double gradientError(FullyConnectedNet net, double[][] expected) {
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      Param param = net.params().get(i);
      double[] gradient = doubles(param.gradient().toArray());
      worst = Math.max(worst, Deviation.frobenius(gradient, expected[i]));
    }
    return worst;
  }
}
