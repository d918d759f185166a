package org.caraway.it.tasks;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;

/** A row of the application. */
@Entity
public class Note {

    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE)
    private long id;

    private String text;

    /** For the persistence provider. */
    protected Note() {
        this("");
    }

    public Note(String text) {
        this.text = text;
    }

    public long id() {
        return id;
    }

    String text() {
        return text;
    }
}
