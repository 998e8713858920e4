"use strict";
(() => {
  const form = document.getElementById("filter");
  const board = document.getElementById("board-table");
  if (!form || !board) return;
  const field = name => form.elements.namedItem(name);
  const out = form.querySelector("output");
  const groups = [...board.tBodies].map(body => ({
    body,
    rows: [...body.rows].slice(1).map(row => ({
      row,
      text: row.cells[0].textContent.toLowerCase(),
      visits: [...row.cells].slice(1).map(cell => cell.className ? cell.dataset.d || cell.className.slice(1) : ""),
    })),
  }));
  const total = groups.reduce((sum, group) => sum + group.rows.length, 0);
  const apply = () => {
    const words = field("text").value.toLowerCase().split(/\s+/).filter(Boolean);
    const team = field("team").value, department = field("department").value, slot = field("slot").value;
    let shown = 0;
    groups.forEach((group, index) => {
      let any = false;
      for (const { row, text, visits } of group.rows) {
        const there = visits.some((visit, at) => visit !== ""
          && (department === "" || visit === department) && (slot === "" || at === +slot));
        const fits = words.every(word => text.includes(word)) && (team === "" || +team === index)
          && (there || (department === "" && slot === ""));
        row.hidden = !fits;
        if (fits) { shown += 1; any = true; }
      }
      group.body.hidden = !any;
    });
    out.value = shown === total ? `${total} people` : `${shown} of ${total} people`;
  };
  form.hidden = false;
  // Not every browser says `input` when a choice is made by script or by voice.
  form.addEventListener("input", apply);
  form.addEventListener("change", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", event => event.preventDefault());
  document.addEventListener("keydown", event => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      field("text").focus();
      form.scrollIntoView({ block: "center" });
    } else if (event.key === "Escape" && form.contains(event.target)) {
      form.reset();
    }
  });
  apply();
})();
