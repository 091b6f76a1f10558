package io.floodgate.outbox;

/**
 * Where an event stands in what its shard has sent: who applies events keeps the last one, and
 * knows whether another is new. In Kafka it is a header, so that one number a shard tells what a
 * set of all event ids would tell.
 *
 * @param shard of its aggregate
 * @param sequence of its batch: it grows as batches are first sent, and stays when they are sent
 *     again
 * @param position within the batch
 * @param transaction the number of the database's transaction that it is part of
 * @param republished an operator has it sent once more; its sequence is new, the event is not
 */
public record Place(int shard, long sequence, int position, long transaction, boolean republished) {

  /** As it stands in the header; {@link #parse} reads it. */
  public String text() {
    return shard + "." + sequence + "." + position + "." + transaction + (republished ? ".r" : "");
  }

  /**
   * @throws IllegalArgumentException if it is not what {@link #text} writes
   */
  public static Place parse(String text) {
    String[] parts = text.split("\\.", -1);
    boolean republished = parts.length == 5 && parts[4].equals("r");
    if (parts.length != 4 && !republished) {
      throw new IllegalArgumentException("not the place of an event: " + text);
    }
    return new Place(
        Integer.parseInt(parts[0]),
        Long.parseLong(parts[1]),
        Integer.parseInt(parts[2]),
        Long.parseLong(parts[3]),
        republished);
  }
}
