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
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The columns of the wide layer that holds the first layers of all nets of an array. Nets whose
 * columns are treated alike form a segment, which starts on a vector boundary; within it nets
 * follow each other without gaps.
 */
final class ArrayLayout {

  private final List<NetArray.Member> members;
  private final int[] order; // of the members, by their columns
  private final int[] firsts; // first column of each member
  private final Segment[] segments; // of each vector
  private final int columns;

  /**
   * How columns are treated.
   *
   * @param linear whether they are the scores of linear nets. These come first: the gradient of a
   *     net with more layers is written in whole vectors, which reach into the columns behind its
   *     own and would overwrite a linear net's, written before.
   * @param activation after the first layer; the scores of a linear net have none
   * @param update how the parameters move
   * @param clips whether they wait for the norm of their gradient
   */
  private record Segment(boolean linear, Activation activation, UpdateStrip update, boolean clips) {

    static Segment of(NetArray.Member member) {
      boolean linear = member.layers().size() == 1;
      Activation activation = linear ? new Identity() : member.activation();
      UpdateStrip update = UpdateStrip.of(member.optimizer());
      return new Segment(linear, activation, update, member.clips());
    }
  }

  ArrayLayout(NetArray nets) {
    members = nets.members();
    List<Segment> distinct = new ArrayList<>();
    members.stream().map(Segment::of).distinct().forEach(distinct::add);
    distinct.sort(Comparator.comparing(segment -> !segment.linear()));
    order =
        IntStream.range(0, members.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> distinct.indexOf(segment(i))))
            .mapToInt(Integer::intValue)
            .toArray();
    firsts = new int[order.length];
    int end = 0;
    Segment before = segment(order[0]);
    for (int i : order) {
      firsts[i] = segment(i).equals(before) ? end : Lanes.padded(end);
      end = firsts[i] + width(i);
      before = segment(i);
    }
    columns = end;
    segments = new Segment[Lanes.padded(columns) / Lanes.COUNT];
    for (int i : order) {
      int from = firsts[i] / Lanes.COUNT;
      int to = Lanes.padded(firsts[i] + width(i)) / Lanes.COUNT;
      Arrays.fill(segments, from, to, segment(i));
    }
  }

  private Segment segment(int member) {
    return Segment.of(members.get(member));
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
  ActivationStrip[] activations() {
    ActivationStrip[] strips = new ActivationStrip[segments.length];
    for (int v = 0; v < strips.length; v++) {
      boolean same = v > 0 && segments[v].activation().equals(segments[v - 1].activation());
      strips[v] = same ? strips[v - 1] : ActivationStrip.of(segments[v].activation());
    }
    return strips;
  }

  /** How each vector of columns moves: as the first net in its segment. */
  List<OptimizerState.Rule> rules() {
    Map<Segment, OptimizerState.Rule> bySegment = new HashMap<>();
    members.forEach(it -> bySegment.putIfAbsent(Segment.of(it), OptimizerState.Rule.of(it)));
    return Arrays.stream(segments)
        .map(it -> Optional.ofNullable(bySegment.get(it)).orElseThrow())
        .toList();
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
