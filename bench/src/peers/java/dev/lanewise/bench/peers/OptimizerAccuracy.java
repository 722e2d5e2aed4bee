package dev.lanewise.bench.peers;

import static org.bytedeco.pytorch.global.torch.ScalarType;
import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;
import static org.bytedeco.pytorch.global.torch.relu;

import dev.lanewise.bench.Shapes;
import dev.lanewise.bench.TrainingSet;
import dev.lanewise.kernels.Backends;
import dev.lanewise.kernels.TrainingStep;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.Parameters;
import dev.lanewise.model.TrainableNet;
import dev.lanewise.optim.AdamW;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.train.TrainingSteps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * Fifty steps of every optimizer from equal weights on equal batches: how far our parameters end
 * from those of PyTorch in float64, beside how far PyTorch's own float32 ends from them. Prints a
 * line an optimizer; the last number should be at most 2.
 */
public final class OptimizerAccuracy {

  private static final int STEPS = 50;
  private static final List<String> NETS = List.of("train-100x100", "train-128x3072-100-100-10");

  private OptimizerAccuracy() {}

  /** No arguments. */
  public static void main(String[] args) {
    System.out.println("net                        optimizer  ours        float32     ratio");
    for (String net : NETS) {
      try (Workspace workspace = new Workspace()) {
        TrainingSet set = new TrainingSet(Shapes.named(net), workspace);
        for (Optimizer optimizer : Optimizer.all()) {
          double[] exact = torch(set, optimizer, ScalarType.Double);
          double own = distance(ours(set, optimizer), exact);
          double theirs = distance(torch(set, optimizer, ScalarType.Float), exact);
          System.out.printf(
              Locale.ROOT,
              "%-25s  %-9s  %.3e   %.3e   %.2f%n",
              net,
              optimizer.name(),
              own,
              theirs,
              own / theirs);
        }
      }
    }
  }

  private static double rate(Optimizer optimizer) {
    return optimizer.slots().size() > 1 ? 1e-3 : 1e-2;
  }

  private static double reg(Optimizer optimizer) {
    return optimizer instanceof AdamW ? 0 : TrainingSet.REG;
  }

  /** The distance of two lists of parameters, by the norm of the second. */
  private static double distance(double[] values, double[] exact) {
    double squares = 0;
    double norm = 0;
    for (int i = 0; i < exact.length; i++) {
      squares += (values[i] - exact[i]) * (values[i] - exact[i]);
      norm += exact[i] * exact[i];
    }
    return Math.sqrt(squares / norm);
  }

  /** Our parameters after the steps, W1 row by row, b1, W2, …. */
  private static double[] ours(TrainingSet set, Optimizer optimizer) {
    try (Workspace workspace = new Workspace();
        Parallel parallel = new Parallel(2)) {
      Parameters start = set.net(workspace);
      Parameters net = Parameters.zeros(start.spec().withReg(reg(optimizer)), workspace);
      net.copyFrom(start);
      List<TrainableNet> nets = List.of(TrainableNet.of(net, optimizer, 0, workspace));
      TrainingStep step =
          TrainingSteps.of(nets, Backends.auto(parallel), set.batch(), set.batch(), workspace);
      step.load();
      for (int i = 0; i < STEPS; i++) {
        int batch = i % TrainingSet.BATCHES;
        double[] rates = {rate(optimizer)};
        step.train(new double[1], set.rows(batch), set.labels(batch), rates, i + 1);
      }
      step.store();
      return net.values().stream()
          .map(Matrix::toArray)
          .flatMapToDouble(OptimizerAccuracy::doubles)
          .toArray();
    }
  }

  private static DoubleStream doubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]);
  }

  /** PyTorch's parameters after the steps, computed in {@code type}, in the same order. */
  @SuppressWarnings("try") // the scope frees the tensors made within it
  private static double[] torch(TrainingSet set, Optimizer optimizer, ScalarType type) {
    try (Workspace workspace = new Workspace();
        PointerScope scope = new PointerScope()) {
      Parameters net = set.net(workspace);
      List<Tensor> parameters = new ArrayList<>();
      TensorVector weights = new TensorVector();
      TensorVector biases = new TensorVector();
      for (int i = 0; i < net.values().size(); i++) {
        Matrix value = net.values().get(i);
        Tensor tensor =
            Tensor.create(value.toArray(), value.rows(), value.columns()).to(type).clone();
        tensor.set_requires_grad(true);
        parameters.add(tensor);
        (i % 2 == 0 ? weights : biases).push_back(tensor);
      }
      org.bytedeco.pytorch.Optimizer theirs =
          TorchOptimizers.of(weights, biases, optimizer, rate(optimizer), reg(optimizer));
      Tensor pixels = pixels(set);
      Tensor classes = longs(set.classes());
      for (int i = 0; i < STEPS; i++) {
        Tensor rows = longs(set.order(i % TrainingSet.BATCHES));
        Tensor x =
            pixels.index_select(0, rows).to(ScalarType.Float).mul(new Scalar(1f / 255f)).to(type);
        for (int layer = 0; layer < parameters.size(); layer += 2) {
          Tensor bias = parameters.get(layer + 1).squeeze(0);
          x = (layer == 0 ? x : relu(x)).matmul(parameters.get(layer)).add(bias);
        }
        Tensor loss = cross_entropy_loss(x, classes.index_select(0, rows));
        theirs.zero_grad();
        loss.backward();
        theirs.step();
      }
      return parameters.stream().flatMapToDouble(OptimizerAccuracy::values).toArray();
    }
  }

  private static Tensor pixels(TrainingSet set) {
    int inputs = set.spec().inputs();
    byte[] bytes = new byte[Math.toIntExact(set.pixels().segment().byteSize())];
    set.pixels().segment().asByteBuffer().get(bytes);
    return Tensor.create(bytes, bytes.length / inputs, inputs).to(ScalarType.Byte).clone();
  }

  private static Tensor longs(int[] values) {
    return Tensor.create(Arrays.stream(values).asLongStream().toArray()).to(ScalarType.Long);
  }

  private static DoubleStream values(Tensor tensor) {
    double[] values = new double[Math.toIntExact(tensor.numel())];
    tensor.detach().to(ScalarType.Double).contiguous().data_ptr_double().get(values);
    return Arrays.stream(values);
  }
}
