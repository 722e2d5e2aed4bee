package dev.lanewise.kernels.vector;

import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import dev.lanewise.kernels.vector.MicroKernelShape.Layout;
import dev.lanewise.kernels.vector.MicroKernelShape.Output;
import dev.lanewise.memory.Matrix;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Writes the class of one {@link MicroKernel}. A tile of C, a few rows by a few vectors, is held in
 * local variables, which C2 keeps in registers. For two rows of packed A and one vector the method
 * is
 *
 * <pre>{@code
 * void run(int k, int count, Operand a, Operand b, Operand c) {
 *   // the operands' fields, copied to local variables
 *   for (int t = 0; t < count; t++) {
 *     aAt = aStart;
 *     bAt = bStart;
 *     FloatVector c0 = FloatVector.fromArray(S, c, cAt);       // or c0 = c1 = zero(S)
 *     FloatVector c1 = FloatVector.fromArray(S, c, cAt + L);
 *     for (int p = 0; p < k; p++) {
 *       FloatVector b0 = FloatVector.fromMemorySegment(S, b, bAt, ORDER);
 *       FloatVector a0 = FloatVector.broadcast(S, a[aAt + 0 * STRIDE]);
 *       c0 = a0.fma(b0, c0);
 *       FloatVector a1 = FloatVector.broadcast(S, a[aAt + 1 * STRIDE]);
 *       c1 = a1.fma(b0, c1);
 *       aAt += 1;
 *       bAt += bStride;
 *     }
 *     c0.intoArray(c, cAt);                                    // or intoMemorySegment
 *     c1.intoArray(c, cAt + L);
 *     aStart += aNext;
 *     bStart += bNext;
 *     cAt += cNext;
 *   }
 * }
 * }</pre>
 *
 * <p>The loop over k is not unrolled, and a fresh tile creates one zero vector for all its
 * elements, because the compilers limit the size of a method (docs/kernels-howto). A program writes
 * the classes, because the source of all shapes in use would be thousands of lines that differ only
 * in their numbers (docs/decisions).
 */
final class MicroKernelGenerator {

  private static final ClassDesc MICRO_KERNEL = of(MicroKernel.class);
  private static final ClassDesc OPERAND = of(Operand.class);
  private static final ClassDesc LANES = of(Lanes.class);
  private static final ClassDesc VECTOR = of(FloatVector.class);
  private static final ClassDesc ANY_VECTOR = of(Vector.class);
  private static final ClassDesc SPECIES = of(VectorSpecies.class);
  private static final ClassDesc FLOATS = of(float[].class);
  private static final ClassDesc SEGMENT = of(MemorySegment.class);
  private static final ClassDesc ORDER = of(ByteOrder.class);
  private static final ClassDesc FLOAT_LAYOUT = of(ValueLayout.OfFloat.class);

  private static final MethodTypeDesc RUN =
      MethodTypeDesc.of(CD_void, CD_int, CD_int, OPERAND, OPERAND, OPERAND);

  private static final int L = Lanes.COUNT;

  private final MicroKernelShape shape;
  private final CodeBuilder code;

  // Local variables, by their slots.
  private final int k;
  private final int count;
  private final Pointer a;
  private final Pointer b;
  private final Pointer c;
  private final int[] aRows;
  private final int[] cRows;
  private final Pointer buffer;
  private final int[] tile;
  private final int t;
  private final int p;

  /**
   * The local variables of an operand: the current index of a heap array or byte offset in native
   * memory, its start for this tile, and the distance to the start for the next tile.
   */
  private record Pointer(boolean array, int memory, int at, int start, int next, int stride) {}

  /** Returns the class file of the micro-kernel {@code shape} with the class name {@code name}. */
  static byte[] classFile(MicroKernelShape shape, String name) {
    return ClassFile.of()
        .build(
            ClassDesc.of(name),
            type ->
                type.withFlags(ClassFile.ACC_FINAL)
                    .withSuperclass(MICRO_KERNEL)
                    .withMethodBody(
                        INIT_NAME,
                        MTD_void,
                        0,
                        init ->
                            init.aload(0)
                                .invokespecial(MICRO_KERNEL, INIT_NAME, MTD_void)
                                .return_())
                    .withMethodBody(
                        "run", RUN, 0, code -> new MicroKernelGenerator(shape, code).write()));
  }

  private MicroKernelGenerator(MicroKernelShape shape, CodeBuilder code) {
    this.shape = shape;
    this.code = code;
    k = code.parameterSlot(0);
    count = code.parameterSlot(1);
    boolean packed = shape.layout().packed;
    boolean buffered = shape.output() == Output.BUFFER;
    a = packed ? inArray(code.parameterSlot(2)) : inMemory(code.parameterSlot(2));
    int columns = code.parameterSlot(3);
    b = shape.layout().packedB ? inArray(columns) : inMemory(columns);
    int place = code.parameterSlot(4);
    buffer = inArray(place);
    c = buffered ? buffer : inMemory(place);
    aRows = locals(shape.layout() == Layout.MATRIX ? shape.rows() : 0, TypeKind.LONG);
    cRows = locals(buffered ? 0 : shape.rows(), TypeKind.LONG);
    tile = locals(shape.rows() * shape.vectors(), TypeKind.REFERENCE);
    t = code.allocateLocal(TypeKind.INT);
    p = code.allocateLocal(TypeKind.INT);
  }

  private int[] locals(int count, TypeKind kind) {
    int[] slots = new int[count];
    for (int i = 0; i < count; i++) {
      slots[i] = code.allocateLocal(kind);
    }
    return slots;
  }

  /** Copies an operand's array and index to local variables. */
  private Pointer inArray(int strip) {
    int memory = code.allocateLocal(TypeKind.REFERENCE);
    int at = code.allocateLocal(TypeKind.INT);
    int start = code.allocateLocal(TypeKind.INT);
    int next = code.allocateLocal(TypeKind.INT);
    code.aload(strip).getfield(OPERAND, "array", FLOATS).astore(memory);
    code.aload(strip).getfield(OPERAND, "index", CD_int).istore(start);
    code.aload(strip).getfield(OPERAND, "nextIndex", CD_int).istore(next);
    return new Pointer(true, memory, at, start, next, at);
  }

  /** Copies an operand's segment, offset and stride to local variables. */
  private Pointer inMemory(int strip) {
    int memory = code.allocateLocal(TypeKind.REFERENCE);
    int at = code.allocateLocal(TypeKind.LONG);
    int start = code.allocateLocal(TypeKind.LONG);
    int next = code.allocateLocal(TypeKind.LONG);
    int stride = code.allocateLocal(TypeKind.LONG);
    code.getstatic(LANES, "NATIVE", of(Class.class));
    code.aload(strip).getfield(OPERAND, "segment", SEGMENT);
    code.invokevirtual(
        of(Class.class), "cast", MethodTypeDesc.of(of(Object.class), of(Object.class)));
    code.checkcast(SEGMENT).astore(memory);
    code.aload(strip).getfield(OPERAND, "offset", CD_long).lstore(start);
    code.aload(strip).getfield(OPERAND, "nextOffset", CD_long).lstore(next);
    code.aload(strip).getfield(OPERAND, "stride", CD_long).lstore(stride);
    return new Pointer(false, memory, at, start, next, stride);
  }

  private void write() {
    if (MicroKernel.LOOPS) {
      loop(t, count, this::tile);
    } else {
      tile();
    }
    code.return_();
  }

  private void tile() {
    begin(a);
    begin(b);
    begin(c);
    beginRows(a, aRows);
    beginRows(c, cRows);
    if (shape.fresh()) {
      zeroTile();
    } else {
      loadTile();
    }
    loop(p, k, this::step);
    storeTile();
    advance(a);
    advance(b);
    advance(c);
  }

  /** {@code for (int i = 0; i < end; i++) body}. */
  private void loop(int i, int end, Runnable body) {
    Label top = code.newLabel();
    Label behind = code.newLabel();
    code.iconst_0().istore(i);
    code.labelBinding(top);
    code.iload(i).iload(end).if_icmpge(behind);
    body.run();
    code.iinc(i, 1).goto_(top);
    code.labelBinding(behind);
  }

  private void begin(Pointer operand) {
    if (operand.array()) {
      code.iload(operand.start()).istore(operand.at());
    } else {
      code.lload(operand.start()).lstore(operand.at());
    }
  }

  /** Computes the offset of each row in native memory. */
  private void beginRows(Pointer operand, int[] starts) {
    for (int r = 0; r < starts.length; r++) {
      if (r == 0) {
        code.lload(operand.at());
      } else {
        code.lload(starts[r - 1]).lload(operand.stride()).ladd();
      }
      code.lstore(starts[r]);
    }
  }

  /** Advances an operand to the next tile. */
  private void advance(Pointer operand) {
    if (operand.array()) {
      code.iload(operand.start()).iload(operand.next()).iadd().istore(operand.start());
    } else {
      code.lload(operand.start()).lload(operand.next()).ladd().lstore(operand.start());
    }
  }

  private void loadTile() {
    for (int i = 0; i < tile.length; i++) {
      code.getstatic(LANES, "FLOAT", SPECIES).aload(buffer.memory());
      placeInBuffer(i);
      fromArray();
      code.astore(tile[i]);
    }
  }

  private void zeroTile() {
    code.getstatic(LANES, "FLOAT", SPECIES);
    code.invokestatic(VECTOR, "zero", MethodTypeDesc.of(VECTOR, SPECIES));
    code.astore(tile[0]);
    for (int i = 1; i < tile.length; i++) {
      code.aload(tile[0]).astore(tile[i]);
    }
  }

  private void storeTile() {
    for (int i = 0; i < tile.length; i++) {
      code.aload(tile[i]).aload(c.memory());
      if (c.array()) {
        placeInBuffer(i);
        code.invokevirtual(VECTOR, "intoArray", MethodTypeDesc.of(CD_void, FLOATS, CD_int));
      } else {
        placeInC(i);
        code.getstatic(LANES, "ORDER", ORDER);
        code.invokevirtual(
            VECTOR, "intoMemorySegment", MethodTypeDesc.of(CD_void, SEGMENT, CD_long, ORDER));
      }
    }
  }

  private void placeInBuffer(int i) {
    code.iload(buffer.at()).loadConstant(i * L).iadd();
  }

  private void placeInC(int i) {
    int v = i % shape.vectors();
    code.lload(cRows[i / shape.vectors()]).loadConstant((long) v * L * Float.BYTES).ladd();
  }

  /** Writes one step of k. */
  private void step() {
    int[] columns = locals(shape.vectors(), TypeKind.REFERENCE);
    for (int v = 0; v < columns.length; v++) {
      loadB(v);
      code.astore(columns[v]);
    }
    int row = code.allocateLocal(TypeKind.REFERENCE);
    for (int r = 0; r < shape.rows(); r++) {
      code.getstatic(LANES, "FLOAT", SPECIES);
      loadA(r);
      code.invokestatic(VECTOR, "broadcast", MethodTypeDesc.of(VECTOR, SPECIES, CD_float));
      code.astore(row);
      for (int v = 0; v < columns.length; v++) {
        int element = tile[r * columns.length + v];
        code.aload(row).aload(columns[v]).aload(element);
        code.invokevirtual(VECTOR, "fma", MethodTypeDesc.of(VECTOR, ANY_VECTOR, ANY_VECTOR));
        code.astore(element);
      }
    }
    advanceA();
    advanceB();
  }

  private void loadB(int v) {
    code.getstatic(LANES, "FLOAT", SPECIES).aload(b.memory());
    if (b.array()) {
      code.iload(b.at()).loadConstant(v * L).iadd();
      fromArray();
      return;
    }
    code.lload(b.at()).loadConstant((long) v * L * Float.BYTES).ladd();
    fromSegment();
  }

  private void fromSegment() {
    code.getstatic(LANES, "ORDER", ORDER);
    code.invokestatic(
        VECTOR, "fromMemorySegment", MethodTypeDesc.of(VECTOR, SPECIES, SEGMENT, CD_long, ORDER));
  }

  private void fromArray() {
    code.invokestatic(VECTOR, "fromArray", MethodTypeDesc.of(VECTOR, SPECIES, FLOATS, CD_int));
  }

  private void loadA(int r) {
    code.aload(a.memory());
    if (a.array()) {
      code.iload(a.at())
          .loadConstant(r * (shape.layout().transposed ? 1 : MicroKernel.STRIDE))
          .iadd();
      code.faload();
      return;
    }
    code.getstatic(of(Matrix.class), "FLOAT", FLOAT_LAYOUT);
    if (aRows.length > 0) {
      code.lload(aRows[r]).iload(p).i2l().iconst_2().lshl().ladd();
    } else {
      code.lload(a.at()).loadConstant((long) r << 2).ladd();
    }
    code.invokeinterface(SEGMENT, "get", MethodTypeDesc.of(CD_float, FLOAT_LAYOUT, CD_long));
  }

  private void advanceA() {
    switch (shape.layout()) {
      case PACKED -> code.iinc(a.at(), 1);
      case PACKED_TRANSPOSED -> code.iinc(a.at(), MicroKernel.STRIDE);
      case BOTH_PACKED -> code.iinc(a.at(), L);
      case MATRIX -> {}
      case MATRIX_TRANSPOSED -> nextRow(a);
    }
  }

  private void advanceB() {
    if (b.array()) {
      code.iinc(b.at(), MicroKernel.STRIDE);
    } else {
      nextRow(b);
    }
  }

  private void nextRow(Pointer operand) {
    code.lload(operand.at()).lload(operand.stride()).ladd().lstore(operand.at());
  }

  private static ClassDesc of(Class<?> type) {
    return type.describeConstable().orElseThrow();
  }
}
