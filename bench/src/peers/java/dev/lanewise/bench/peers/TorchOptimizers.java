package dev.lanewise.bench.peers;

import dev.lanewise.optim.Adam;
import dev.lanewise.optim.AdamW;
import dev.lanewise.optim.Momentum;
import dev.lanewise.optim.Nesterov;
import dev.lanewise.optim.RmsProp;
import dev.lanewise.optim.Sgd;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.OptimizerOptions;
import org.bytedeco.pytorch.OptimizerParamGroup;
import org.bytedeco.pytorch.RMSprop;
import org.bytedeco.pytorch.RMSpropOptions;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.TensorVector;

/** PyTorch's optimizer classes for our optimizers. */
final class TorchOptimizers {

  private TorchOptimizers() {}

  /**
   * The class with the numbers of ours. Weights get our L2 term, by AdamW its own decay; biases
   * neither.
   */
  static Optimizer of(
      TensorVector weights,
      TensorVector biases,
      dev.lanewise.optim.Optimizer ours,
      double rate,
      double reg) {
    Optimizer theirs = of(weights, options(ours, rate, reg, true));
    theirs.add_param_group(new OptimizerParamGroup(biases, options(ours, rate, 0, false)));
    return theirs;
  }

  private static Optimizer of(TensorVector parameters, OptimizerOptions options) {
    return switch (options) {
      case RMSpropOptions it -> new RMSprop(parameters, it);
      case AdamOptions it -> new org.bytedeco.pytorch.Adam(parameters, it);
      case AdamWOptions it -> new org.bytedeco.pytorch.AdamW(parameters, it);
      default -> new SGD(parameters, (SGDOptions) options);
    };
  }

  private static OptimizerOptions options(
      dev.lanewise.optim.Optimizer ours, double rate, double reg, boolean decays) {
    return switch (ours) {
      case Sgd _ -> sgd(rate, reg, 0, false);
      case Momentum it -> sgd(rate, reg, it.momentum(), false);
      case Nesterov it -> sgd(rate, reg, it.momentum(), true);
      case RmsProp it -> {
        RMSpropOptions options = new RMSpropOptions(rate);
        options.alpha().put(it.rho());
        options.eps().put(it.epsilon());
        options.weight_decay().put(reg);
        yield options;
      }
      case Adam it -> {
        AdamOptions options = new AdamOptions(rate);
        options.betas().put(it.beta2(), it.beta1()); // a tuple of C++ lies in memory backwards
        options.eps().put(it.epsilon());
        options.weight_decay().put(reg);
        yield options;
      }
      case AdamW it -> {
        AdamWOptions options = new AdamWOptions(rate);
        options.betas().put(it.beta2(), it.beta1()); // a tuple of C++ lies in memory backwards
        options.eps().put(it.epsilon());
        options.weight_decay().put(decays ? it.weightDecay() : 0);
        yield options;
      }
      case dev.lanewise.optim.Optimizer.Custom it ->
          throw new IllegalArgumentException("PyTorch has no class for " + it.name());
    };
  }

  private static SGDOptions sgd(double rate, double reg, double momentum, boolean nesterov) {
    SGDOptions options = new SGDOptions(rate);
    options.weight_decay().put(reg);
    options.momentum().put(momentum);
    options.nesterov().put(nesterov);
    return options;
  }
}
