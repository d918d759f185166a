package org.caraway.it.speed;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;

/** What a task writes. */
@Entity
public class SpeedRow {

    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE)
    private long id;

    private String payload;

    /** For the persistence provider. */
    protected SpeedRow() {
        this("");
    }

    SpeedRow(String payload) {
        this.payload = payload;
    }

    long id() {
        return id;
    }

    String payload() {
        return payload;
    }
}
