/** The example of the house style: a driver file in canonical form. */
export const EXAMPLE = `<driver name="xyz-heat" protocol="mbus">
  <detect manufacturer="XYZ" version="01" medium="04"/>
  <datapoint name="energy" quantity="energy" unit="kWh"><match vif="energy" storage="0"/></datapoint>
  <test telegram="68151568080172785634123a630104000000000406d20400001116">
    <reading datapoint="energy" value="1234" unit="kWh"/>
  </test>
</driver>
`;
