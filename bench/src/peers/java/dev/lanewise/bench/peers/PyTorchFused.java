package dev.lanewise.bench.peers;

import dev.lanewise.bench.ProductShape;
import dev.lanewise.bench.Shapes;
import dev.lanewise.bench.TrainingSet;
import dev.lanewise.optim.Adam;
import dev.lanewise.optim.Optimizer;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.CompilationUnit;
import org.bytedeco.pytorch.Function;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * PyTorch with its fused Adam, {@code aten::_fused_adam_}: what {@code
 * torch.optim.Adam(fused=True)} calls. Java has no binding of it, so TorchScript calls it.
 */
public final class PyTorchFused extends PyTorch {

  @Override
  public String name() {
    return "pytorch-fused";
  }

  @Override
  public boolean measures(ProductShape shape, int threads) {
    return super.measures(shape, threads)
        && Shapes.trainingNet(shape.name()).optimizer() instanceof Adam;
  }

  @Override
  Mover mover(TensorVector weights, TensorVector biases, Optimizer optimizer) {
    Adam adam = (Adam) optimizer;
    Fused ofWeights = new Fused(weights, adam, TrainingSet.REG);
    Fused ofBiases = new Fused(biases, adam, 0);
    return new Mover() {
      @Override
      public void zeroGradients() {
        ofWeights.zeroGradients();
        ofBiases.zeroGradients();
      }

      @Override
      public void step() {
        ofWeights.step();
        ofBiases.step();
      }
    };
  }

  /** Some parameters that have the same weight decay, and their state. */
  private static final class Fused implements Mover {

    private final TensorVector parameters;
    private final TensorVector means = new TensorVector();
    private final TensorVector squares = new TensorVector();
    private final TensorVector steps = new TensorVector();
    private final CompilationUnit unit; // holds the function
    private final Function function;

    Fused(TensorVector parameters, Adam adam, double decay) {
      this.parameters = parameters;
      for (long i = 0; i < parameters.size(); i++) {
        means.push_back(torch.zeros_like(parameters.get(i)));
        squares.push_back(torch.zeros_like(parameters.get(i)));
        steps.push_back(torch.zeros(1).squeeze());
      }
      unit = torch.compile(script(parameters.size(), adam, decay));
      function = unit.get_functions().get(0);
    }

    /**
     * A function of all tensors, one by one. What it returns keeps its update from being left out.
     */
    private static String script(long count, Adam adam, double decay) {
      String arguments =
          Stream.of("p", "g", "m", "v", "t")
              .flatMap(list -> names(list, count))
              .collect(Collectors.joining(", "));
      String lists =
          Stream.of("p", "g", "m", "v", "t")
              .map(list ->
                  list + " = [" + names(list, count).collect(Collectors.joining(", ")) + "]")
              .collect(Collectors.joining("\n  "));
      return String.format(
          Locale.ROOT,
          """
          def step(%s):
            %s
            for s in t:
              s.add_(1)
            x : List[Tensor] = []
            torch._fused_adam_(p, g, m, v, x, t, lr=%s, beta1=%s, beta2=%s, weight_decay=%s, \
          eps=%s, amsgrad=False, maximize=False)
            return m[0]
          """,
          arguments,
          lists,
          TrainingSet.LEARNING_RATE,
          adam.beta1(),
          adam.beta2(),
          decay,
          adam.epsilon());
    }

    private static Stream<String> names(String list, long count) {
      return LongStream.range(0, count).mapToObj(i -> list + i);
    }

    @Override
    public void zeroGradients() {
      for (long i = 0; i < parameters.size(); i++) {
        parameters.get(i).mutable_grad().reset();
      }
    }

    @Override
    public void step() {
      TensorVector gradients = new TensorVector();
      for (long i = 0; i < parameters.size(); i++) {
        gradients.push_back(parameters.get(i).grad());
      }
      IValueVector arguments = new IValueVector();
      for (TensorVector list : new TensorVector[] {parameters, gradients, means, squares, steps}) {
        for (long i = 0; i < list.size(); i++) {
          Tensor tensor = list.get(i);
          arguments.push_back(new IValue(tensor.detach()));
        }
      }
      function.apply(arguments);
    }
  }
}
