package dev.lanewise.kernels.vector;

import dev.lanewise.activation.Activation;
import dev.lanewise.activation.Identity;
import dev.lanewise.kernels.NetArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The columns of the wide layer that holds the first layers of all nets of an array. Nets with the
 * same activation form a segment, which starts on a vector boundary; within it nets follow each
 * other without gaps.
 */
final class ArrayLayout {

  private final List<NetArray.Member> members;
  private final int[] order; // of the members, by their columns
  private final int[] firsts; // first column of each member
  private final Activation[] activations; // of each vector
  private final int columns;

  ArrayLayout(NetArray nets) {
    members = nets.members();
    // Linear nets come first: the gradient of a net with more layers is written in whole vectors,
    // which reach into the columns behind its own and would overwrite a linear net's, written
    // before.
    List<Activation> segments = new ArrayList<>(List.of(new Identity()));
    members.stream().map(ArrayLayout::afterFirst).distinct().forEach(segments::add);
    order =
        IntStream.range(0, members.size())
            .boxed()
            .sorted(
                Comparator.comparingInt((Integer i) -> segments.indexOf(afterFirst(members.get(i))))
                    .thenComparing(i -> members.get(i).layers().size() > 1))
            .mapToInt(Integer::intValue)
            .toArray();
    firsts = new int[order.length];
    int end = 0;
    Activation before = afterFirst(members.get(order[0]));
    for (int i : order) {
      Activation activation = afterFirst(members.get(i));
      firsts[i] = activation.equals(before) ? end : Lanes.padded(end);
      end = firsts[i] + width(i);
      before = activation;
    }
    columns = end;
    activations = new Activation[Lanes.padded(columns) / Lanes.COUNT];
    for (int i : order) {
      int from = firsts[i] / Lanes.COUNT;
      int to = Lanes.padded(firsts[i] + width(i)) / Lanes.COUNT;
      Arrays.fill(activations, from, to, afterFirst(members.get(i)));
    }
  }

  /** The activation after a net's first layer; the scores of a linear net have none. */
  private static Activation afterFirst(NetArray.Member member) {
    return member.layers().size() == 1 ? new Identity() : member.activation();
  }

  private int width(int member) {
    return members.get(member).layers().getFirst().weights().columns();
  }

  /** Columns of the wide layer, with the padding between segments. */
  int columns() {
    return columns;
  }

  /** The index of the member whose columns come {@code position}-th. */
  int member(int position) {
    return order[position];
  }

  /** The first column of a member. */
  int first(int member) {
    return firsts[member];
  }

  /** The activation of each vector of columns. */
  ActivationStrip[] strips() {
    Map<Activation, ActivationStrip> strips = new HashMap<>();
    return Arrays.stream(activations)
        .map(activation -> strips.computeIfAbsent(activation, ActivationStrip::of))
        .toArray(ActivationStrip[]::new);
  }

  /** The sizes of the step. */
  StepSizes sizes() {
    int widest =
        members.stream()
            .flatMap(member -> member.layers().stream().skip(1))
            .mapToInt(layer -> layer.weights().columns())
            .max()
            .orElse(0);
    NetArray.Member any = members.getFirst();
    return new StepSizes(any.inputs(), columns, widest, any.classes());
  }
}
