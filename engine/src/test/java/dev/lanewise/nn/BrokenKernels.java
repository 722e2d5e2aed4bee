package dev.lanewise.nn;

import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Matrix;
import java.lang.reflect.Proxy;

/** Kernels with a fault, for what is to find it. */
public final class BrokenKernels {

  private BrokenKernels() {}

  /** Kernels whose operation of this name makes its first output a tenth larger. */
  public static Kernels of(String operation) {
    Kernels right = Widths.scalar();
    return (Kernels)
        Proxy.newProxyInstance(
            Kernels.class.getClassLoader(),
            new Class<?>[] {Kernels.class},
            (proxy, method, arguments) -> {
              Object result = method.invoke(right, arguments);
              if (method.getName().equals(operation)) {
                enlarge((Matrix) arguments[0]);
              }
              return result;
            });
  }

  private static void enlarge(Matrix matrix) {
    for (int i = 0; i < matrix.rows(); i++) {
      for (int j = 0; j < matrix.columns(); j++) {
        matrix.set(i, j, 1.1f * matrix.get(i, j));
      }
    }
  }
}
